#include "front/router.h"

#include <doctest/doctest.h>

using namespace faultcast;

namespace {

class Named final : public Service {
 public:
  explicit Named(std::string_view name) : name_(name) {}
  [[nodiscard]] std::string_view name() const override { return name_; }
  [[nodiscard]] const CodeTable& codes() const override { return table_; }
  std::unique_ptr<Transaction> plan(const http::RequestHead&, const Route&) override { return nullptr; }

 private:
  std::string_view name_;
  CodeTable table_;
};

}  // namespace

TEST_CASE("whom a request means: by Host, by a name in front of the path, by the path") {
  Named api("api"), edge("edge");
  front::Router router;
  router.name("gz.file.example", api);
  router.name("*.example", edge);
  router.prefix("/files/v2/", api);
  router.prefix("/files/v2/", api, "/.file.example");
  const auto found = [&](const std::string& host, const std::string& path) {
    http::RequestHead head;
    head.host = host;
    head.path = path;
    const auto at = router.find(head, false);
    return std::string(at.service == nullptr ? "nobody" : at.service->name()) + " " + at.route.cloud_host +
           " " + at.route.path;
  };
  CHECK(found("gz.file.example", "/files/v2/1/b/a") == "api gz.file.example /files/v2/1/b/a");
  CHECK(found("bj2.file.example", "/files/v2/1/b/a") == "edge bj2.file.example /files/v2/1/b/a");
  CHECK(found("127.0.0.1", "/gz.file.example/files/v2/1/b/a") == "api gz.file.example /files/v2/1/b/a");
  CHECK(found("127.0.0.1", "/GZ.file.example") == "api gz.file.example /");
  CHECK(found("127.0.0.1", "/bj2.file.example/a") == "edge bj2.file.example /a");
  CHECK(found("127.0.0.1", "/files/v2/1/b/a") == "api  /files/v2/1/b/a");
  // Our address in the place of a region's label: what is left of the name is no name.
  CHECK(found("127.0.0.1", "/.file.example/files/v2/1/b/a") == "api  /files/v2/1/b/a");
  CHECK(found("127.0.0.1", "/elsewhere") == "nobody  /elsewhere");
}

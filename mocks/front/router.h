#pragma once
// Which service a request means: by Host, by a cloud name in front of the path, or by the path alone.

#include <string>
#include <utility>
#include <vector>

#include "service/service.h"

namespace faultcast::front {

class Router {
 public:
  /// A cloud name, '*' for anything: "*.file.myqcloud.com". Earlier rows win. The service outlives the
  /// router.
  void name(std::string pattern, Service& service) { names_.emplace_back(std::move(pattern), &service); }
  /// What a path without any cloud name begins with: "/files/v2/". `dropped` is taken off its front before:
  /// a client that pastes our address in place of a label sends "/.file.myqcloud.com/files/v2/…".
  void prefix(std::string path, Service& service, std::string dropped = {}) {
    prefixes_.push_back({std::move(path), std::move(dropped), &service});
  }

  struct Found {
    Service* service = nullptr;  ///< null: nobody
    Route route;
  };
  [[nodiscard]] Found find(const http::RequestHead& head, bool tls) const;
  /// The names and prefixes that are served, for whoever asked for something else.
  [[nodiscard]] std::vector<std::string> served() const;

 private:
  struct Prefix {
    std::string path, dropped;
    Service* service;
  };
  [[nodiscard]] Service* by_name(const std::string& host) const;
  std::vector<std::pair<std::string, Service*>> names_;
  std::vector<Prefix> prefixes_;
};

}  // namespace faultcast::front

// Requests from a stranger at the JSON API of both generations, as the HTTP port hands them on but without
// sockets: none goes without an answer, its code is a row of the table, what is told of it is declared and
// printable, and it is no larger than what came can explain. The first byte of the input is the size of the
// pieces and the way by which a request found its service; "Authorization: multi" and "once" stand for a
// signature that is good for this path.

#include <algorithm>
#include <nlohmann/json.hpp>

#include "cos/settings.h"
#include "cos_legacy/observables.h"
#include "cos_legacy/service.h"
#include "cos_v4/observables.h"
#include "cos_v4/service.h"
#include "fuzz/require.h"
#include "http/server_session.h"
#include "service/settings.h"
#include "sign/cos.h"

using namespace faultcast;

namespace {

constexpr Millis now = 1480000100000;
constexpr const char *id = "AKIDharnessdemo00000000000000000000", *key = "harnessDemoSecretKey000000000000";

const setup::Setup& console() {
  static const setup::Catalogue catalogue = [] {
    setup::Catalogue all;
    for (const auto* rows :
         {&common_settings(), &cos::settings(), &cos_v4::settings(), &cos_legacy::settings()})
      all.add(*rows);
    return all;
  }();
  static const setup::Setup setup = [] {
    setup::Setup made(catalogue);
    const auto set = [&](const std::string& path, std::string_view value) {
      require(made.set_text("console.cos." + path, value).has_value(), "the console can be set");
    };
    set(std::string("keys.") + id + ".secret_key", key);
    set(std::string("legacy.keys.") + id + ".secret_key", key);
    set("main.buckets.b.region", "gz");
    set("main.buckets.c.cors", "http://a");
    set("legacy.buckets.b.acl", "private");
    set("legacy.buckets.c.cors", "");
    return made;
  }();
  return setup;
}

struct World {
  store::Store main, old;
  state::Cos main_state{1}, old_state{1};
  cos_v4::CosV4 v4{{console(), main, main_state}};
  cos_legacy::CosLegacy legacy{{console(), old, old_state}};
};

void sign(http::RequestHead& head) {
  const std::string* given = head.headers.find("Authorization");
  if (given == nullptr || (*given != "multi" && *given != "once")) return;
  const bool once = *given == "once";
  const auto part = [&](std::size_t index) {
    const auto parts = split(head.path, '/');
    return index < parts.size() ? parts[index] : "";
  };
  const sign::CosFields fields{part(3),
                               part(4),
                               id,
                               once ? "0" : "1480001000",
                               "1480000000",
                               "1",
                               once && head.path.size() > 9 ? head.path.substr(9) : ""};
  head.headers.set("Authorization", sign::cos_sign(key, sign::cos_plain(fields, sign::CosOrder::abketrf)));
}

void check_printable(const std::string& text) {
  require(text == printable(text), "what is told can be printed");
}

void check_fields(const std::vector<Observable>& declared, const std::string& op,
                  const std::vector<std::pair<std::string, std::string>>& fields) {
  const auto row = std::find_if(declared.begin(), declared.end(), [&](const auto& r) { return r.op == op; });
  require(row != declared.end(), "the operation is declared");
  for (const auto& [name, value] : fields) {
    require(std::find(row->fields.begin(), row->fields.end(), name) != row->fields.end(),
            "the field is declared");
    check_printable(value);
  }
}

void check_answer(const Service& service, const Answer& answer, std::size_t came) {
  const Verdict& verdict = answer.verdict;
  require(verdict.code != nullptr, "there is a verdict");
  require(std::any_of(service.codes().begin(), service.codes().end(),
                      [&](const Code& row) { return &row == verdict.code; }),
          "its code is a row of the table");
  require(!verdict.because.en.empty() && !verdict.because.zh.empty(), "it has a reason");
  check_printable(verdict.because.en + verdict.because.zh);
  for (const auto& fact : verdict.facts) check_printable(fact.name + fact.came + fact.right);
  require(answer.reply.status >= 200 && answer.reply.status < 600, "a status of HTTP");
  require(answer.reply.size() <= 4096 + 64 * came, "no more than what came explains");
  if (answer.reply.body.empty() || verdict.code->wire.empty()) return;
  const auto body = nlohmann::json::parse(answer.reply.body, nullptr, false);
  require(body.is_object() && body["code"] == verdict.code->number && body["message"] == verdict.code->wire,
          "the wire says the code");
}

void serve(World& world, ByteView in, std::size_t fragment, Route::By by) {
  http::ServerSession session;
  http::RequestHead head;
  Route route;
  Service* service = nullptr;
  std::unique_ptr<Transaction> transaction;
  const std::size_t came = in.size();
  while (!in.empty()) {
    ByteView piece = in.first(std::min(fragment, in.size()));
    in = in.subspan(piece.size());
    while (auto event = session.next(piece)) {
      if (auto* read = std::get_if<http::RequestHead>(&*event)) {
        head = std::move(*read);
        sign(head);
        service = head.path.starts_with("/files/v1/") ? static_cast<Service*>(&world.legacy) : &world.v4;
        route = {by, by == Route::By::prefix ? "" : head.host, head.path, head.host, false};
        transaction = service->plan(head, route);
      } else if (const auto* body = std::get_if<http::BodyPiece>(&*event)) {
        transaction->take(body->bytes);
      } else if (std::holds_alternative<http::RequestEnd>(*event)) {
        const About about = transaction->about();
        const Answer answer = transaction->answer(now, nullptr);
        check_answer(*service, answer, came);
        const auto& declared = service == &world.v4 ? cos_v4::observables() : cos_legacy::observables();
        check_fields(declared, about.op, about.fields);
        check_fields(declared, about.op, answer.fields);
        transaction.reset();
      }
    }
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  if (size < 2 || size > 16384) return 0;
  World world;
  constexpr Route::By ways[] = {Route::By::host, Route::By::path, Route::By::prefix, Route::By::host};
  const std::size_t fragment = data[0] % 64 == 0 ? SIZE_MAX : data[0] % 64;
  serve(world, {data + 1, size - 1}, fragment, ways[data[0] / 64]);
  return 0;
}

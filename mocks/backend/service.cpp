#include "backend/service.h"

#include "backend/callback.h"
#include "backend/interface.h"
#include "base/text.h"
#include "http/query.h"

namespace faultcast::backend {

namespace {

/// One request, run by the script that its path names.
class Run final : public Transaction {
 public:
  Run(const Backend& service, const Route& route) : service_(service), route_(route) {}

  void take(ByteView body) override {
    too_large_ = too_large_ || body_.size() + body.size() > Backend::most_body;
    if (!too_large_) append(body_, body);
  }

  About about() override {
    About about{is_interface() ? "interface" : "callback", {}};
    const auto said = php::json_decode(as_text(body_));
    if (!said || !said->is_object()) return about;
    const auto tell = [&](const char* field, const char* member) {
      if (const auto at = said->find(member); at != said->end())
        about.fields.emplace_back(field, printable(php::strval(*at)));
    };
    if (is_interface()) {
      tell("action", "Action");
      tell("user", "userid");
      tell("flag", "flag");
    } else {
      tell("event_type", "event_type");
      tell("stream", "stream_id");
      tell("file_format", "file_format");
      tell("video_id", "video_id");
    }
    return about;
  }

  Answer answer(Millis cloud_now, const Code* forced) override {
    // The backend is no part of the cloud, whose clock may be off.
    const Millis now =
        cloud_now - static_cast<Millis>(service_.around().setup.number("console.clock_ahead_s") * 1000);
    Outcome outcome = forced == nullptr ? run(now)
                      : is_interface()  ? forced_interface(*forced)
                                        : forced_callback(*forced);
    Answer answer{std::move(outcome.verdict), {}, {}};
    answer.reply.status = outcome.status;
    answer.reply.headers.add("Server", "nginx");
    answer.reply.headers.add("Date", http::http_date(now));
    answer.reply.headers.add("Content-Type", content_type_);
    append(answer.reply.body, outcome.body);
    answer.fields = {{"answer", printable(excerpt(outcome.body, 2000))}};
    if (forced == nullptr && service_.around().worked) service_.around().worked();
    return answer;
  }

 private:
  [[nodiscard]] bool is_interface() const { return route_.path == Backend::interface_path; }

  Outcome run(Millis now) {
    if (too_large_) {
      content_type_ = "text/html";
      return page("body_too_large", 413, "Request Entity Too Large");
    }
    const auto& around = service_.around();
    if (!is_interface() && route_.path != "/callback/Live_callback.php") return not_found();
    Script script(around.setup, around.database, around.log, around.random, now);
    const std::string_view body = as_text(body_);
    return is_interface() ? run_interface(script, body) : run_callback(script, body);
  }

  // A script that is not there is told by PHP, anything else by nginx.
  Outcome not_found() {
    Outcome outcome = page("file_not_found", 404, "Not Found");
    if (route_.path.ends_with(".php"))
      outcome.body = "File not found.\n";
    else
      content_type_ = "text/html";
    outcome.verdict.because = {fmt::format("there is no {}", printable(route_.path)),
                               fmt::format("后台没有 {}", printable(route_.path))};
    outcome.verdict.setting = "console.live.callback_url";
    return outcome;
  }

  static Outcome page(std::string_view name, int status, std::string_view reason) {
    return {verdict_of(name, {std::string(code(name).sentence_en), std::string(code(name).sentence_zh)}),
            status,
            fmt::format("<html>\r\n<head><title>{0} {1}</title></head>\r\n<body>\r\n<center><h1>{0} "
                        "{1}</h1></center>\r\n<hr><center>nginx</center>\r\n</body>\r\n</html>\r\n",
                        status, reason)};
  }

  const Backend& service_;
  const Route& route_;
  Bytes body_;
  bool too_large_ = false;
  std::string content_type_ = "text/html; charset=UTF-8";
};

}  // namespace

const CodeTable& Backend::codes() const {
  return backend::codes();
}

std::unique_ptr<Transaction> Backend::plan(const http::RequestHead& /*head*/, const Route& route) {
  return std::make_unique<Run>(*this, route);
}

}  // namespace faultcast::backend

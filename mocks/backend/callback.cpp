#include "backend/callback.h"

#include "backend/dao.h"
#include "backend/php.h"
#include "base/text.h"
#include "sign/callback.h"

namespace faultcast::backend {

namespace {

constexpr std::string_view script_file = "Live_callback.php";
constexpr std::string_view script_path = "callback/Live_callback.php";
constexpr std::int64_t event_ended = 0, event_started = 1, event_tape = 100;

class Callback {
 public:
  explicit Callback(Script& script) : script_(script) {}

  Outcome run(std::string_view body) {
    script_.info("component", {script_file, "process", 80}, "callback args=NULL");
    if (auto refused = init(body)) return ended(std::move(*refused));
    if (script_.dead()) return died(script_, std::move(verdict_));
    // Before PHP 8 a wrong signature comes here too: without a connection and without the event's members.
    Outcome outcome = act();
    if (script_.dead()) return died(script_, std::move(outcome.verdict));
    return ended(std::move(outcome.verdict));
  }

 private:
  [[nodiscard]] bool has(const char* name) const {
    const auto at = event_.find(name);
    return at != event_.end() && !at->is_null();
  }
  [[nodiscard]] bool is(std::int64_t type) const {
    return php::loosely_equal(event_["event_type"], type, script_.php8());
  }
  [[nodiscard]] std::string text(const char* name) const {
    return has(name) ? php::strval(event_[name]) : std::string();
  }

  Outcome ended(Verdict verdict) {
    const int number = verdict.code->number;
    script_.info("component", {script_file, "process", 121}, fmt::format("process result:{}", number));
    return {std::move(verdict), 200, fmt::format("{{\"code\":{}}}", number)};
  }

  // init(): what it returns if that is not 0. Lines 25 and 38 are those of the second generation, whose
  // script is the same up to there.
  std::optional<Verdict> init(std::string_view body) {
    script_.info("component", {script_file, "init", 21},
                 fmt::format("callback report request para: {}", body));
    auto event = php::json_decode(body);
    if (!event || php::is_falsy(*event)) {
      script_.error("component", {script_file, "init", 25}, " request para EC_SYSTEM_INVALID_JSON_FORMAT");
      return verdict_of("callback_invalid_json",
                        {"the body is no JSON, or holds nothing", "正文不是 JSON 或为空"});
    }
    event_ = event->is_object() ? std::move(*event) : php::Json::object();
    for (const char* name : {"t", "sign", "event_type", "stream_id"})
      if (!has(name)) {
        script_.error("component", {script_file, "init", 38}, " request para EC_SYSTEM_INVALID_PARA");
        return missing(name);
      }
    if (!check_sign()) return std::nullopt;
    for (const char* name : {"video_id", "video_url", "start_time", "end_time", "file_format"})
      if (is(event_tape) && !has(name)) {
        script_.error("component", {script_file, "init", 68}, " EC_SYSTEM_INVALID_PARA error");
        return missing(name);
      }
    init_done_ = true;
    if (!script_.connect())
      verdict_ = verdict_of("callback_died", {"the database refuses the connection", "数据库拒绝连接"},
                            "console.db.running");
    return std::nullopt;
  }

  static Verdict missing(const char* name) {
    return verdict_of("callback_invalid_para",
                      {fmt::format("'{}' is missing", name), fmt::format("缺少“{}”", name)});
  }

  // The constant EC_SYSTEM_INVALID_SIGN is defined nowhere: its name before PHP 8, and the end since.
  bool check_sign() {
    const std::string expected =
        sign::callback_sign(script_.setup().text("backend.CALL_BACK_KEY"), text("t"));
    if (php::loosely_equal(event_["sign"], expected, script_.php8())) return true;
    script_.error("component", {script_file, "init", 48},
                  fmt::format(" check_sign error:{}:{}", text("sign"), expected));
    if (script_.php8())
      script_.die("Uncaught Error: Undefined constant \"EC_SYSTEM_INVALID_SIGN\"", script_path, 49);
    verdict_ =
        verdict_of(script_.php8() ? "sign_wrong_died" : "sign_wrong",
                   {"sign is not the MD5 of CALL_BACK_KEY and t", "sign 不等于 CALL_BACK_KEY 与 t 的 MD5"},
                   "backend.CALL_BACK_KEY");
    verdict_.facts = {{"sign", printable(text("sign")), expected}};
    return false;
  }

  Outcome act() {
    if (is(event_tape)) return {tape(), 200, {}};
    for (const auto& [type, status, line] :
         {std::tuple{event_ended, 0, 87}, std::tuple{event_started, 1, 91}}) {
      if (!is(type)) continue;
      if (!init_done_) {
        script_.die("Call to a member function callBackLiveStatus() on null", script_path, line);
        Verdict verdict = std::move(verdict_);
        verdict.code = &code("sign_wrong_died");
        return {std::move(verdict), 500, {}};
      }
      if (Dao(script_).set_status_of_stream(text("stream_id"), status)) break;
      return {verdict_of("callback_db_error", {"the UPDATE of live_data failed", "更新 live_data 失败"}),
              200,
              {}};
    }
    if (!init_done_) return {std::move(verdict_), 200, {}};
    return {verdict_of("accepted", {"the event is taken", "事件已处理"}), 200, {}};
  }

  Verdict tape() {
    for (const char* name : {"end_time", "start_time"})
      if (init_done_ && script_.php8() && !php::is_number(event_[name])) {
        script_.die("Uncaught TypeError: Unsupported operand types: string - int", script_path, 105);
        return verdict_of("callback_died", {fmt::format("PHP 8 cannot reckon with '{}'", name),
                                            fmt::format("PHP 8 无法对“{}”做运算", name)});
      }
    // A wrong signature has left these unset.
    const std::int64_t duration =
        init_done_ ? php::intval(event_["end_time"]) - php::intval(event_["start_time"]) : 0;
    const auto least = static_cast<std::int64_t>(script_.setup().number("backend.TAPE_DURATION_TIME"));
    const std::string video_id = init_done_ ? text("video_id") : "";
    if (duration <= least) {
      script_.error("component", {script_file, "process", 108},
                    fmt::format("tape duration too short:{}|{}|{}", duration, text("stream_id"), video_id));
      if (!init_done_) return std::move(verdict_);
      return verdict_of("tape_too_short",
                        {fmt::format("the recording lasts {} s, and must last more than {}", duration, least),
                         fmt::format("录制时长 {} 秒，须大于 {} 秒", duration, least)},
                        "backend.TAPE_DURATION_TIME");
    }
    if (!init_done_) {  // TAPE_DURATION_TIME below 0
      script_.die("Call to a member function addTapeFile() on null", script_path, 112);
      return std::move(verdict_);
    }
    const auto stored = Dao(script_).add_tape({text("stream_id"), video_id, text("video_url"),
                                               text("file_format"), text("start_time"), text("end_time")});
    switch (stored) {
      case Dao::Stored::yes:
        return verdict_of("accepted", {"the recording is in tape_data", "录制已写入 tape_data"});
      case Dao::Stored::unknown_stream:
        return verdict_of("stream_unknown", {"live_data does not have exactly one row of this stream",
                                             "live_data 中该流的行数不为 1"});
      case Dao::Stored::failed:
        break;
    }
    return verdict_of("callback_db_error", {"a statement about tape_data failed: see mysql_error",
                                            "写入 tape_data 失败，见 mysql_error"});
  }

  Script& script_;
  php::Json event_;
  bool init_done_ = false;
  Verdict verdict_;
};

}  // namespace

Outcome run_callback(Script& script, std::string_view body) {
  return Callback(script).run(body);
}

Outcome forced_callback(const Code& code) {
  Outcome outcome{{}, code.status, {}};
  outcome.verdict.code = &code;
  outcome.verdict.because = {"a rule forces this verdict", "由规则强制给出该结果"};
  if (code.status == 200) outcome.body = fmt::format("{{\"code\":{}}}", code.number);
  return outcome;
}

}  // namespace faultcast::backend

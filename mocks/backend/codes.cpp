#include "backend/codes.h"

namespace faultcast::backend {

namespace {

constexpr std::string_view interface_source = "Backend reference, 1",
                           callback_source = "Backend reference, 5";
constexpr std::string_view key_en = "compare CALL_BACK_KEY with the API key of the console",
                           key_zh = "核对 CALL_BACK_KEY 与控制台的 API 鉴权 Key";
constexpr std::string_view log_en = "read mysql_error of the backend's log folder",
                           log_zh = "查看后台日志目录中的 mysql_error";

}  // namespace

const CodeTable& codes() {
  const auto row = [](std::string_view name, std::string_view op, int number, std::string_view wire,
                      int status, std::string_view en, std::string_view zh, std::string_view next_en,
                      std::string_view next_zh, std::string_view certainty = "measured") {
    return Code{.service = "backend",
                .name = name,
                .op = op,
                .ok = name == "ok" || name == "accepted",
                .number = number,
                .wire = wire,
                .status = status,
                .sentence_en = en,
                .sentence_zh = zh,
                .next_en = next_en,
                .next_zh = next_zh,
                .source = op == "interface" ? interface_source : callback_source,
                .certainty = certainty};
  };
  static const CodeTable rows = {
      row("ok", "interface", 0, "return successfully!", 200, "done", "请求成功", "", ""),
      row("invalid_input", "interface", 1000, "invalid param in json from client!", 200,
          "no Action, an Action that is none, or a parameter missing",
          "缺少 Action、未知的 Action 或缺少参数", "compare the body with the interface's parameters",
          "按接口文档核对请求参数"),
      row("db_error", "interface", 2003, "db operator error", 200, "a statement failed in the database",
          "数据库操作失败", log_en, log_zh),
      row("invalid_json", "interface", 4001,
          "http post body is empty or invalid json format in post body from client!", 200,
          "the body is empty or no JSON", "请求正文为空或不是 JSON", "send a JSON object by POST",
          "以 POST 发送 JSON 对象"),
      row("invalid_para", "interface", 4002, "request para error", 200, "a parameter's value cannot be",
          "参数取值不合法", "compare the body with the interface's parameters", "按接口文档核对请求参数",
          "source"),
      row("script_died", "interface", 0, "", 500, "the PHP script ended in an error", "PHP 脚本异常终止",
          "read mysql_error and PHP's own log", "查看 mysql_error 与 PHP 错误日志"),
      row("accepted", "callback", 0, "", 200, "taken in", "回调处理成功", "", ""),
      row("callback_invalid_json", "callback", 4001, "", 200, "the body is empty or no JSON",
          "回调正文为空或不是 JSON", "post a JSON object", "以 POST 发送 JSON 对象"),
      row("callback_invalid_para", "callback", 4002, "", 200, "a member is missing", "回调缺少必要字段",
          "t, sign, event_type and stream_id, and for recordings video_id, video_url, start_time, end_time "
          "and file_format must be there",
          "须有 t、sign、event_type、stream_id；录制回调还须有 video_id、video_url、start_time、end_time、"
          "file_format"),
      row("sign_wrong", "callback", 0, "", 200,
          "the signature is wrong; before PHP 8 the backend answers code 0 and stores nothing",
          "签名校验失败；PHP 8 之前后台仍返回 code 0，但不入库", key_en, key_zh),
      row("sign_wrong_died", "callback", 0, "", 500, "the signature is wrong, and the script died of it",
          "签名校验失败，脚本异常终止", key_en, key_zh),
      row("tape_too_short", "callback", 0, "", 200, "the recording is too short to be stored",
          "录制时长过短，不入库", "push for longer than TAPE_DURATION_TIME",
          "推流时长须超过 TAPE_DURATION_TIME"),
      row("stream_unknown", "callback", 2003, "", 200, "live_data has no row, or several, of this stream",
          "live_data 中没有该流（或不唯一）", "the app asks for its push URL first (RequestLVBAddr)",
          "客户端应先调用 RequestLVBAddr"),
      row("callback_db_error", "callback", 2003, "", 200, "a statement failed in the database",
          "数据库操作失败", log_en, log_zh),
      row("callback_died", "callback", 0, "", 500, "the database takes no connection", "无法连接数据库",
          log_en, log_zh),
      row("file_not_found", "callback", 0, "", 404, "there is no such script", "后台没有该脚本",
          "correct the callback URL in the console: …/callback/Live_callback.php",
          "在控制台更正回调地址：…/callback/Live_callback.php"),
      row("body_too_large", "callback", 0, "", 413, "the body is larger than nginx takes (1 MiB)",
          "请求正文超过 nginx 限制（1 MiB）", "send less", "减小请求正文", "documented"),
  };
  return rows;
}

}  // namespace faultcast::backend

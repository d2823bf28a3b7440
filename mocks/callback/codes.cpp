#include "callback/codes.h"

namespace faultcast::callback {

const CodeTable& codes() {
  const auto row = [](std::string_view name, bool ok, std::string_view en, std::string_view zh,
                      std::string_view next_en, std::string_view next_zh, std::string_view certainty) {
    return Code{.service = "callback",
                .name = name,
                .op = "attempt",
                .ok = ok,
                .sentence_en = en,
                .sentence_zh = zh,
                .next_en = next_en,
                .next_zh = next_zh,
                .source = "live service reference, 3.1",
                .certainty = certainty};
  };
  static const CodeTable rows = {
      row("delivered", true, "the receiver confirmed it", "接收方已确认", "", "", "documented"),
      row("code_not_0", false, "the answer's code is not 0", "应答中的 code 不为 0",
          "look into the backend's log for the reason: database, signature, unknown stream",
          "查看后台日志中的原因：数据库、签名或直播码不存在", "documented"),
      row("answer_not_json", false, "the answer is no JSON object with a number as code",
          "应答不是带数字 code 的 JSON",
          "is this the callback script, or somebody else's page? a PHP error text counts as none either",
          "该地址是否为回调脚本？返回网页或 PHP 报错文字都不算确认", "documented"),
      row("status_not_200", false, "the HTTP status is not 200", "HTTP 状态码不是 200",
          "404: path or file name of the callback URL; 5xx: the backend's own log",
          "404：检查回调 URL 的路径和文件名；5xx：查看后台日志", "documented"),
      row("redirected", false, "the receiver redirects, and a callback does not follow",
          "接收方要求跳转，回调不会跟随",
          "write the final address into the console's callback URL (https:// if the server insists on it)",
          "在控制台的回调 URL 中填写跳转后的地址（若服务器强制 https，请填 https://）", "inferred"),
      row("no_answer", false, "no answer in time", "接收方未及时应答",
          "answer first, work afterwards; the real service gives up after some seconds",
          "请先应答再处理；真实服务只等待数秒", "documented"),
      row("host_unknown", false, "the host of the callback URL does not resolve", "回调 URL 的域名无法解析",
          "compare the host of the callback URL with the backend's", "核对回调 URL 中的域名", "inferred"),
      row("refused", false, "nobody listens at that address", "该地址无人监听",
          "compare host and port of the callback URL with the backend's; is the server running?",
          "核对回调 URL 的主机和端口，并确认后台已启动", "inferred"),
      row("unreachable", false, "no connection in time", "连接超时",
          "is a firewall between? is the address reachable from outside?",
          "检查防火墙，以及该地址外网是否可达", "inferred"),
      row("tls_failed", false, "the TLS handshake failed", "TLS 握手失败",
          "the certificate must be valid, for this host, and from a known authority; for a test receiver see "
          "client.trusts_faultcast",
          "证书须有效、与域名一致，且由受信任的机构签发", "inferred"),
      row("closed", false, "the receiver closed the connection without an answer", "接收方未应答就关闭了连接",
          "look into the web server's error log: the script died",
          "查看 Web 服务器错误日志：脚本可能异常退出", "inferred"),
      row("answer_broken", false, "the answer is no HTTP", "应答不是合法的 HTTP",
          "is another service behind this port?", "该端口上是否为其他服务？", "inferred"),
      row("no_url", false, "no callback URL is set in the console: nothing is sent",
          "控制台未设置回调 URL，不发送", "set the callback URL in the console", "在控制台设置回调 URL",
          "documented"),
      row("cut_by_fault", false, "suppressed by a fault of the scenario", "被场景中的故障拦下", "", "",
          "inferred"),
  };
  return rows;
}

}  // namespace faultcast::callback

#include "front/codes.h"

namespace faultcast::front {

const CodeTable& codes() {
  const auto row = [](std::string_view name, std::string_view op, int status, std::string_view en,
                      std::string_view zh, std::string_view next_en, std::string_view next_zh) {
    return Code{.service = "http",
                .name = name,
                .op = op,
                .status = status,
                .sentence_en = en,
                .sentence_zh = zh,
                .next_en = next_en,
                .next_zh = next_zh,
                .source = "RFC 9110, RFC 9112",
                .certainty = "documented"};
  };
  static const CodeTable rows = {
      row("not_served", "request", 404, "no service answers at this address", "该地址没有对应的服务",
          "compare host and path with what is served; the answer lists it",
          "核对域名与路径；应答中列出了可用的地址"),
      row("bad_request", "connection", 400, "what came is no HTTP request", "收到的内容不是合法的 HTTP 请求",
          "look at the raw bytes of this exchange", "查看本次交互的原始字节"),
      row("head_too_large", "connection", 431, "the head of the request is too large", "请求头过大",
          "send fewer or shorter headers", "减少请求头的数量或长度"),
      row("body_too_large", "connection", 413, "the body of the request is too large", "请求体过大",
          "upload large files in slices", "大文件请使用分片上传"),
      row("request_timeout", "connection", 408, "the request did not come to its end in time",
          "请求没有在规定时间内发送完", "look at the client's link, or at a proxy in between",
          "检查客户端网络或中间代理"),
      row("client_left", "connection", 0, "the client left before its request was complete",
          "客户端在请求发送完之前断开", "look at the client's own time-out and at its log",
          "查看客户端的超时设置与日志"),
      row("tls_failed", "tls", 0, "the TLS handshake failed", "TLS 握手失败",
          "if the client does not trust the certificate: let it trust faultcast's CA, or use http",
          "如果是客户端不信任证书：请让客户端信任 faultcast 的 CA，或改用 http"),
      row("too_many_connections", "connection", 0, "too many connections are open", "连接数过多",
          "close idle connections, or raise console.http.behaviour.connections_max",
          "关闭空闲连接，或调大 console.http.behaviour.connections_max"),
      row("cut_by_fault", "connection", 0, "a fault of the scenario ended the connection",
          "场景中的故障断开了连接", "this is what the scenario does", "这是场景的预期行为"),
  };
  return rows;
}

}  // namespace faultcast::front

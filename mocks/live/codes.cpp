#include "live/codes.h"

namespace faultcast::live {

namespace {

// A push that is refused shows no code on the wire: the connection is closed (3004 in the SDK).
constexpr std::string_view refused_push = "live service reference, 2.2";
constexpr std::string_view end_event = "live service reference, 3.4";

CodeTable publish_rows() {
  const auto refusal = [](std::string_view name, std::string_view en, std::string_view zh,
                          std::string_view next_en, std::string_view next_zh,
                          std::string_view certainty = "documented") {
    return Code{.service = "live",
                .name = name,
                .op = "publish",
                .sentence_en = en,
                .sentence_zh = zh,
                .next_en = next_en,
                .next_zh = next_zh,
                .source = refused_push,
                .certainty = certainty};
  };
  return {
      Code{.service = "live",
           .name = "ok",
           .op = "publish",
           .ok = true,
           .sentence_en = "accepted",
           .sentence_zh = "已接受",
           .source = refused_push,
           .certainty = "documented"},
      refusal("txsecret_wrong", "txSecret does not fit", "txSecret 校验失败",
              "compare PUSH_URL_KEY of the backend with the console's push anti-leech key",
              "核对后台 PUSH_URL_KEY 与控制台“推流防盗链Key”是否一致"),
      refusal("txtime_expired", "the push URL has expired (txTime is past)",
              "推流地址已过期（txTime 早于当前时间）",
              "make a new push URL; check the backend's clock and that txTime is seconds in hexadecimal",
              "重新生成推流地址；检查后台机器时间，以及 txTime 是否为十六进制秒数"),
      refusal("signature_missing", "the push URL is not signed (no txSecret or no txTime)",
              "推流地址缺少 txSecret 或 txTime", "push the whole URL as the backend made it, in quotes",
              "使用后台生成的完整推流地址，命令行中请加引号"),
      refusal("query_lost", "the publish name came without its query",
              "推流名不带任何参数（参数在客户端丢失）",
              "put everything after the last '/' into the stream key, with the '?' and what follows",
              "把最后一个“/”之后的全部内容（含“?”及参数）作为流密钥"),
      refusal("tenant_unknown", "no account has this bizid", "bizid 不存在",
              "compare APP_BIZID of the backend with the console",
              "核对后台 APP_BIZID 与控制台的 bizid 是否一致"),
      refusal("tenant_mismatch", "host, bizid= and stream id name different tenants",
              "域名、bizid 参数与直播码前缀不属于同一账号", "make all three carry the same bizid",
              "让三者使用同一个 bizid", "inferred"),
      refusal("account_stopped", "the live service of this account is stopped", "该账号的直播服务已停用",
              "look at the account's state in the console", "在控制台查看账号的直播服务状态"),
      refusal("account_in_arrears", "the account is in arrears", "账号已欠费", "pay the account's balance",
              "为账号充值"),
      refusal("stream_banned", "this stream is forbidden", "该直播流已被禁推",
              "lift the ban in the console or by the live API", "在控制台或通过 API 恢复该直播流"),
      refusal("name_in_use", "somebody is publishing this stream already",
              "该直播流正在被推送（推流地址被占用）",
              "stop the other pusher, or give each pusher a stream id of its own",
              "停掉另一路推流，或为每路推流使用不同的直播码"),
      refusal("tcurl_host_wrong", "the host in tcUrl is no push domain", "tcUrl 中的域名不是推流域名",
              "push to the push domain of the console, or say it with txHost=",
              "使用控制台中的推流域名，或用 txHost= 指明", "documented for the TMIO SDK"),
      refusal("app_unknown", "the RTMP app is not 'live'", "RTMP 应用名不是 live",
              "the path of a push URL begins with /live/", "推流地址的路径应以 /live/ 开头", "inferred"),
      refusal("name_empty", "the publish name is empty", "推流名为空",
              "the stream id goes after the last '/' of the URL, or into OBS's stream key",
              "直播码应位于地址最后一个“/”之后，或填入 OBS 的流密钥", "inferred"),
  };
}

CodeTable stream_rows() {
  const auto end = [](std::string_view name, bool ok, int number, std::string_view wire, std::string_view en,
                      std::string_view zh, std::string_view certainty = "documented") {
    return Code{.service = "live",
                .name = name,
                .op = "stream",
                .ok = ok,
                .number = number,
                .wire = wire,
                .sentence_en = en,
                .sentence_zh = zh,
                .source = end_event,
                .certainty = certainty};
  };
  return {
      end("deleted", true, 1, "recv rtmp deleteStream", "the pusher ended it", "推流端主动结束"),
      end("closed", true, 2, "recv rtmp closeStream", "the pusher ended it", "推流端主动结束"),
      end("hung_up", false, 3, "recv() return 0",
          "the pusher closed the connection without ending the stream", "推流端直接关闭了连接"),
      end("broke", false, 4, "recv() return error", "the connection broke", "连接异常断开"),
      end("message_too_large", false, 7, "rtmp message large than 1M",
          "an audio or video message was too long", "音视频消息超过上限"),
      end("cut_banned", false, 0, "", "cut: the stream was forbidden", "因禁推被断开", "inferred"),
      end("cut_by_api", false, 0, "", "cut by the live API", "被 API 断流", "inferred"),
      end("cut_expired", false, 0, "", "cut: txTime passed", "因 txTime 到期被断开", "inferred"),
      end("cut_refused", false, 18, "push url maybe invalid", "cut: refused after it had begun",
          "开始推流后被拒绝并断开"),
      end("cut_by_fault", false, 0, "", "cut by a fault of the scenario", "被场景中的故障断开", "inferred"),
      end("silent", false, 0, "", "no audio or video for too long", "长时间没有音视频数据", "inferred"),
      end("protocol_error", false, 0, "", "the stream broke the RTMP rules", "推流数据违反 RTMP 协议",
          "inferred"),
      end("shut_down", true, 0, "", "faultcast itself ended or was reset", "faultcast 退出或被重置",
          "inferred"),
  };
}

CodeTable connection_rows() {
  const auto row = [](std::string_view name, std::string_view op, bool ok, std::string_view en,
                      std::string_view zh, std::string_view next_en = {}, std::string_view next_zh = {}) {
    return Code{.service = "live",
                .name = name,
                .op = op,
                .ok = ok,
                .sentence_en = en,
                .sentence_zh = zh,
                .next_en = next_en,
                .next_zh = next_zh,
                .source = "RTMP ingest reference, 2.4 and 8",
                .certainty = "inferred"};
  };
  return {
      row("connected", "connect", true, "RTMP connect accepted", "RTMP 连接成功"),
      row("left_early", "connection", false, "the client left before it published", "客户端在推流之前离开"),
      row("not_rtmp", "connection", false, "these bytes are not RTMP", "收到的不是 RTMP 数据",
          "is this port meant for RTMP? HTTP and TLS have their own", "该端口只接受 RTMP"),
      row("protocol_broken", "connection", false, "the client broke the RTMP rules", "客户端违反 RTMP 协议"),
      row("handshake_timeout", "connection", false, "the handshake was not finished in time", "握手超时"),
      row("connect_timeout", "connection", false, "no connect command in time", "未及时发送 connect"),
      row("publish_timeout", "connection", false, "no publish command in time", "未及时发送 publish"),
      row("not_reading", "connection", false, "the client does not read our answers", "客户端不读取应答"),
      row("too_many_connections", "connection", false, "more connections than allowed", "连接数超过上限"),
      row("closed_by_fault", "connection", false, "closed by a fault of the scenario", "被场景中的故障断开"),
  };
}

}  // namespace

const CodeTable& codes() {
  static const CodeTable table = [] {
    CodeTable all = publish_rows();
    for (const auto& row : stream_rows()) all.push_back(row);
    for (const auto& row : connection_rows()) all.push_back(row);
    return all;
  }();
  return table;
}

}  // namespace faultcast::live

#include "play/codes.h"

namespace faultcast::play {

namespace {

constexpr std::string_view playing = "live service reference, 1.3";

}  // namespace

const CodeTable& codes() {
  const auto row = [](std::string_view name, std::string_view op, bool ok, int status, std::string_view en,
                      std::string_view zh, std::string_view next_en = {}, std::string_view next_zh = {},
                      std::string_view source = playing, std::string_view certainty = "inferred") {
    return Code{.service = "play",
                .name = name,
                .op = op,
                .ok = ok,
                .status = status,
                .sentence_en = en,
                .sentence_zh = zh,
                .next_en = next_en,
                .next_zh = next_zh,
                .source = source,
                .certainty = certainty};
  };
  static const CodeTable rows = {
      row("ok", "flv", true, 200, "the stream is played", "开始播放", "", "", playing, "documented"),
      row("not_live", "flv", false, 404, "nobody is pushing this stream", "该直播流没有在推送",
          "push first; compare the stream id with the push URL's", "先推流；核对直播码与推流地址是否一致"),
      row("tenant_unknown", "flv", false, 404, "no account has this play domain", "播放域名不属于任何账号",
          "compare the bizid in front of .liveplay.myqcloud.com with the console",
          "核对 .liveplay.myqcloud.com 之前的 bizid 与控制台是否一致"),
      row("signature_missing", "flv", false, 403, "the play URL is not signed (no txSecret or no txTime)",
          "播放地址缺少 txSecret 或 txTime", "sign the URL, or switch play signatures off in the console",
          "为播放地址签名，或在控制台关闭播放防盗链"),
      row("txsecret_wrong", "flv", false, 403, "txSecret does not fit", "txSecret 校验失败",
          "sign with the play key over the stream id without .flv", "用播放 Key 对不带 .flv 的直播码签名"),
      row("txtime_expired", "flv", false, 403, "the play URL has expired (txTime is past)",
          "播放地址已过期（txTime 早于当前时间）", "make a new play URL", "重新生成播放地址"),
      row("wrong_method", "flv", false, 405, "only GET and HEAD are for playing", "播放只支持 GET 和 HEAD",
          "use GET", "使用 GET"),
      row("path_unknown", "flv", false, 404, "the path is neither a .flv nor a .m3u8 of a stream",
          "路径既不是 .flv 也不是 .m3u8", "play /live/STREAM.flv", "播放 /live/直播码.flv"),
      row("hls_not_imitated", "hls", false, 501, "faultcast makes no HLS segments",
          "faultcast 不生成 HLS 分片", "play the same address with .flv, or by rtmp",
          "把地址改为 .flv，或用 rtmp 播放", "of this program", "documented"),
      row("stream_ended", "viewer", true, 0, "watched until the stream ended", "观看至直播结束", "", "",
          playing, "documented"),
      row("viewer_left", "viewer", true, 0, "the viewer left", "观众离开", "", "", playing, "documented"),
      row("too_slow", "viewer", false, 0, "the viewer took nothing for too long and was cut",
          "观众长时间不接收数据，已断开", "", "", "RTMP ingest reference, 6"),
  };
  return rows;
}

}  // namespace faultcast::play

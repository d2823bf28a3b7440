#include "record/codes.h"

namespace faultcast::record {

namespace {

constexpr std::string_view recording = "live service reference, 5.1", files = "RTMP ingest reference, 6",
                           downloads = "live service reference, 5.3";

}  // namespace

const CodeTable& codes() {
  const auto row = [](std::string_view name, std::string_view op, bool ok, int status, std::string_view en,
                      std::string_view zh, std::string_view next_en, std::string_view next_zh,
                      std::string_view source, std::string_view certainty) {
    return Code{.service = "record",
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
      row("made", "made", true, 0, "a recording is stored and told by event 100",
          "录制文件已生成，并通过事件 100 通知", "", "", recording, "documented"),
      row("too_short", "made", false, 0, "the push was too short for a recording",
          "推流时间过短，没有生成录制文件", "push for longer than shortest_s", "推流时间应大于 shortest_s",
          recording, "documented"),
      row("nothing_to_record", "made", false, 0, "nothing came that a recording could begin with",
          "没有收到可以作为录制起点的数据", "the stream needs a decoder configuration and a key frame",
          "音视频流需要解码配置和关键帧", files, "measured"),
      row("not_stored", "made", false, 0, "the recording could not be written to disk",
          "录制文件无法写入磁盘", "look at the room and the rights of TMPDIR", "检查 TMPDIR 的空间与权限",
          "of this program", "documented"),
      row("service_off", "refused", false, 0,
          "recording was asked for, but the video-on-demand service is not open",
          "要求录制，但未开通点播服务", "open it in the console (console.record.vod_open)",
          "在控制台开通点播服务（console.record.vod_open）", recording, "documented"),
      row("format_not_imitated", "refused", false, 0, "recordings of this format are not made by faultcast",
          "faultcast 不生成该格式的录制文件", "ask for record=flv", "使用 record=flv", recording,
          "documented"),
      row("format_unknown", "refused", false, 0, "no recording has this format", "录制格式不存在",
          "record= takes flv, hls, mp4 and aac, joined by '|'", "record= 可取 flv、hls、mp4、aac，用“|”连接",
          recording, "documented"),
      row("video_broken", "kept_out", false, 0,
          "video that no player could read was kept out of the recording", "无法解码的视频数据未写入录制文件",
          "look at the pusher's encoder", "检查推流端编码器", files, "inferred"),
      row("audio_broken", "kept_out", false, 0,
          "audio that no player could read was kept out of the recording", "无法解码的音频数据未写入录制文件",
          "look at the pusher's encoder", "检查推流端编码器", files, "inferred"),
      row("ok", "get", true, 200, "the recording is sent", "返回录制文件", "", "", downloads, "documented"),
      row("no_such_file", "get", false, 404, "there is no such recording", "录制文件不存在",
          "compare the path with video_url of event 100", "核对路径与事件 100 的 video_url", downloads,
          "inferred"),
      row("wrong_method", "get", false, 405, "only GET and HEAD are for downloads", "下载只支持 GET 和 HEAD",
          "use GET", "使用 GET", downloads, "inferred"),
      row("wrong_range", "get", false, 416, "the range lies outside the recording", "Range 超出文件范围",
          "ask for bytes below the file's size", "请求的范围应小于文件大小", "RFC 9110, 14", "documented"),
      row("hls_not_imitated", "get", false, 501,
          "faultcast makes no HLS segments; this address only stands for a playlist",
          "faultcast 不生成 HLS 分片，该地址仅代表播放列表", "record as flv to fetch what was pushed",
          "使用 flv 录制以下载推流内容", "of this program", "documented"),
  };
  return rows;
}

}  // namespace faultcast::record

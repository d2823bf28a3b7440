#include "media/body_check.h"

#include <fmt/core.h>

#include "media/avc.h"

namespace faultcast::media {

namespace {

Flaw video_flaw(std::string en, std::string zh) {
  return {true, {std::move(en), std::move(zh)}};
}
Flaw audio_flaw(std::string en, std::string zh) {
  return {false, {std::move(en), std::move(zh)}};
}

}  // namespace

std::optional<Flaw> BodyCheck::look(std::uint8_t type, ByteView body) {
  constexpr std::uint8_t avc = 7, aac = 10;
  if (body.empty()) return std::nullopt;
  if (type == 9 && (body[0] & 0x80) == 0 && (body[0] & 0x0F) == avc) return look_at_avc(body);
  if (type == 8 && body[0] >> 4 == aac) return look_at_aac(body);
  return std::nullopt;
}

std::optional<Flaw> BodyCheck::look_at_avc(ByteView body) {
  constexpr std::size_t head = 5;
  constexpr std::uint8_t configuration = 0, units = 1;
  if (body.size() < head)
    return video_flaw(fmt::format("a video tag of {} bytes; AVC needs 5 before its data", body.size()),
                      fmt::format("视频 tag 只有 {} 字节；AVC 数据之前至少有 5 字节", body.size()));
  ByteView data = body.subspan(head);
  if (body[1] == configuration) {
    if (data.size() < 7 || !parse_avc_configuration(data))
      return video_flaw("an AVC decoder configuration that cannot be read", "AVC 解码配置无法解析");
    length_size_ = (data[4] & 3u) + 1;
    return std::nullopt;
  }
  if (body[1] != units) return std::nullopt;
  if (length_size_ == 0)
    return video_flaw("AVC pictures before any decoder configuration", "AVC 图像之前没有解码配置");
  if (data.empty()) return video_flaw("an AVC picture without data", "AVC 图像没有数据");
  while (!data.empty()) {
    if (data.size() < length_size_)
      return video_flaw("the length of a NAL unit is cut off", "NAL 单元的长度字段不完整");
    std::size_t length = 0;
    for (std::size_t i = 0; i < length_size_; ++i) length = length << 8 | data[i];
    data = data.subspan(length_size_);
    if (length > data.size())
      return video_flaw(fmt::format("a NAL unit of {} bytes where {} are left", length, data.size()),
                        fmt::format("NAL 单元声明 {} 字节，实际只剩 {} 字节", length, data.size()));
    data = data.subspan(length);
  }
  return std::nullopt;
}

std::optional<Flaw> BodyCheck::look_at_aac(ByteView body) {
  if (body.size() < 3)
    return audio_flaw(fmt::format("an AAC tag of {} bytes", body.size()),
                      fmt::format("AAC tag 只有 {} 字节", body.size()));
  if (body[1] == 0) {
    if (!parse_aac_configuration(body.subspan(2)))
      return audio_flaw("an AAC decoder configuration that cannot be read", "AAC 解码配置无法解析");
    has_aac_configuration_ = true;
    return std::nullopt;
  }
  if (!has_aac_configuration_)
    return audio_flaw("AAC frames before any decoder configuration", "AAC 帧之前没有解码配置");
  return std::nullopt;
}

}  // namespace faultcast::media

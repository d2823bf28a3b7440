#include "rtmp/server_session.h"

namespace faultcast::rtmp {

const std::vector<std::string>& broken_reasons() {
  static const std::vector<std::string> all = {
      "not_rtmp",
      "chunk_size_zero",
      "chunk_size_too_small",
      "first_chunk_without_header",
      "header_inside_message",
      "message_too_long",
      "too_many_partial_bytes",
      "too_many_chunk_streams",
      "too_many_message_streams",
      "control_length",
      "control_flood",
      "bad_command",
      "command_out_of_order",
      "media_before_publish",
  };
  return all;
}

}  // namespace faultcast::rtmp

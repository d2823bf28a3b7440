#pragma once
// Whether tag bodies can stand in a file that players read: AVC and AAC are looked at, what is neither
// passes. Fed in the order of the stream; input is untrusted.

#include <optional>

#include "base/bytes.h"
#include "base/text.h"

namespace faultcast::media {

struct Flaw {
  bool of_video = false;
  Text because;
};

class BodyCheck {
 public:
  /// Why this audio or video body must stay out; none: nothing is against it. A decoder configuration that is
  /// right counts for what follows, a broken one changes nothing. (ISO/IEC 14496-15, 5.2.3 and 5.3.3)
  std::optional<Flaw> look(std::uint8_t type, ByteView body);

 private:
  std::optional<Flaw> look_at_avc(ByteView body);
  std::optional<Flaw> look_at_aac(ByteView body);

  std::size_t length_size_ = 0;  ///< bytes of a NAL unit's length; 0: no configuration has come
  bool has_aac_configuration_ = false;
};

}  // namespace faultcast::media

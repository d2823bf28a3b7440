#pragma once
// multipart/form-data, read as it streams in. As tolerant as the object store was: any order of parts, header
// names in any case, names quoted or not, a preamble, LF for CRLF, a missing final CRLF. (COS v4
// reference, 5.2; COS legacy reference, 6)

#include <optional>
#include <string>
#include <variant>

#include "http/limits.h"
#include "http/message.h"

namespace faultcast::http {

struct PartBegin {
  std::string name;                     ///< of Content-Disposition; may be empty
  std::optional<std::string> filename;  ///< if it has one
  Headers headers;
};
/// Borrowed: valid until the next call.
struct PartData {
  ByteView bytes;
};
struct PartEnd {};
struct FormEnd {};
struct FormBroken {
  std::string reason;  ///< for people, one sentence
};
using FormEvent = std::variant<PartBegin, PartData, PartEnd, FormEnd, FormBroken>;

class MultipartParser {
 public:
  static constexpr std::size_t most_parts = 100, most_part_head = 8 * 1024;

  explicit MultipartParser(std::string boundary);
  /// The next event in `bytes`, from whose front it takes what it has used; none: it wants more bytes. After
  /// FormEnd the rest (an epilogue) is passed over; after FormBroken nothing comes.
  std::optional<FormEvent> next(ByteView& bytes);
  /// No more bytes come. FormEnd if a closing boundary was seen, or its beginning ("--boundary" without
  /// "--"); FormBroken otherwise. Asked once.
  FormEvent finish();

 private:
  enum class State { preamble, part_head, part_body, epilogue, broken };
  State state_ = State::preamble;
  std::string delimiter_;
  Bytes held_;
  std::size_t parts_ = 0;
};

/// The boundary of a Content-Type "multipart/form-data; boundary=…" (quoted or not); none if it is another
/// type or has none.
std::optional<std::string> multipart_boundary(std::string_view content_type);

}  // namespace faultcast::http

#pragma once
// multipart/form-data, read as it streams in. As tolerant as the object store was: any order of parts, header
// names in any case, names quoted or not, a preamble, LF for CRLF, a missing final CRLF. (COS v4
// reference, 5.2; COS legacy reference, 6)

#include <optional>
#include <string>
#include <variant>

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
  /// A boundary has 70 characters at most (RFC 2046 5.1.1); some clients make longer ones.
  static constexpr std::size_t most_parts = 100, most_part_head = 8 * 1024, most_boundary = 200;

  /// A boundary that is empty or too long breaks the form at its first byte.
  explicit MultipartParser(std::string boundary);
  /// The next event in `bytes`, from whose front it takes what it has used; none: it has used all and wants
  /// more. Ask until there is none. After FormEnd the rest (an epilogue) is passed over; after FormBroken
  /// nothing comes.
  std::optional<FormEvent> next(ByteView& bytes);
  /// No more bytes come. FormEnd if a closing boundary was seen, or its beginning ("--boundary" without
  /// "--"), which then ends the last part too, without a PartEnd; FormBroken otherwise. Asked once.
  FormEvent finish();

 private:
  enum class State { preamble, part_head, part_body, closing, epilogue, broken };
  /// What bytes are that may be a delimiter: the line's end, "--boundary", and what follows.
  enum class Kind { none, unfinished, part, last };
  struct Look {
    Kind kind;
    std::size_t size;  ///< of the whole delimiter
  };

  [[nodiscard]] Look look(std::string_view text) const;
  [[nodiscard]] std::size_t next_candidate(std::string_view text, std::size_t from) const;
  std::optional<FormEvent> take_held(ByteView& bytes);
  std::optional<FormEvent> take_body(ByteView& bytes);
  std::optional<FormEvent> take_head(ByteView& bytes);
  std::optional<FormEvent> data(ByteView bytes);
  std::optional<FormEvent> pass(Kind kind);
  FormEvent begin_part();
  FormEvent fail_with(std::string reason);

  State state_ = State::preamble;
  std::string delimiter_;  ///< "\n--boundary"
  bool at_start_ = true;   ///< nothing of this preamble or body has come: a delimiter needs no line end
  Bytes held_;             ///< what may be a delimiter, or the head of a part
  Bytes given_;            ///< what was held and turned out to be data
  std::size_t line_ = 0;   ///< where in `held_` the current line of the head begins
  std::size_t parts_ = 0;
};

/// The boundary of a Content-Type "multipart/form-data; boundary=…" (quoted or not); none if it is another
/// type or has none.
std::optional<std::string> multipart_boundary(std::string_view content_type);

}  // namespace faultcast::http

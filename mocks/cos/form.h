#pragma once
// The parameters of one API call, wherever its SDK put them: multipart form, JSON, urlencoded, query; and the
// content of a file, which streams into the store. Field names in any case, numbers as text or not, a part
// with a file name may still be an ordinary field. (COS v4 reference, 3.0 and 5; COS legacy reference, 5 and
// 6)

#include <memory>
#include <optional>
#include <string>

#include "http/message.h"
#include "http/multipart.h"
#include "http/query.h"
#include "store/blob.h"

namespace faultcast::cos {

class Form {
 public:
  static constexpr std::size_t most_fields_bytes = 1u << 20;  ///< all fields together; a JSON body too

  /// Takes the query in at once; its fields count where the body has none of that name.
  Form(const http::RequestHead& head, store::BlobWriter content);

  void take(ByteView body);
  /// The body is whole.
  void finish();

  enum class Trouble {
    none,
    form,  ///< the multipart body cannot be read
    json,  ///< the body begins like JSON and is none, or no object
    disk,  ///< the content could not be stored
    size,  ///< the fields are longer than most_fields_bytes
  };
  [[nodiscard]] Trouble trouble() const { return trouble_; }
  [[nodiscard]] const std::string& reason() const {
    return reason_;
  }  ///< one sentence, where there is trouble

  /// A field of the body, else of the query, by its name in lower case; null if there is none. An empty value
  /// counts as none where `or_empty` is not set.
  [[nodiscard]] const std::string* field(std::string_view name, bool or_empty = false) const;
  /// The part "filecontent" (fileContent): what it held, or null if there was none.
  [[nodiscard]] const std::shared_ptr<const store::Blob>& content() const { return content_; }
  [[nodiscard]] const http::Fields& fields() const { return fields_; }

 private:
  void take_multipart(ByteView body);
  void handle(const http::FormEvent& event);
  void end_part();
  void read_text();
  void fail_with(Trouble trouble, std::string reason);
  bool count(std::size_t bytes);

  std::optional<http::MultipartParser> parser_;  ///< none: the body is JSON or urlencoded
  store::BlobWriter writer_;
  std::shared_ptr<const store::Blob> content_;
  http::Fields fields_, query_;
  std::string part_name_, part_value_, text_;
  bool part_is_open_ = false, part_is_content_ = false, part_is_repeated_ = false, has_content_ = false;
  std::size_t counted_ = 0;
  Trouble trouble_ = Trouble::none;
  std::string reason_;
};

}  // namespace faultcast::cos

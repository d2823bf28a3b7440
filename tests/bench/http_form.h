#pragma once
// Requests as the load side sends them: raw bytes, or a multipart form with the content as its last part.

#include <string>
#include <utility>
#include <vector>

#include "http_client.h"

namespace faultcast::bench {

using FormFields = std::vector<std::pair<std::string, std::string>>;

/// What all requests of a run have alike.
struct RequestForm {
  std::string method = "POST";
  std::string path;                  ///< %d is the number of the key
  std::vector<std::string> headers;  ///< "Name: value"
  FormFields fields;                 ///< none: the content is the body as it is
};

/// A request without its content, which stands between the two.
struct RequestText {
  std::string before, after;
  [[nodiscard]] HttpClient::Pieces with(std::string_view content) const { return {before, content, after}; }
};
RequestText write_request(const RequestForm& form, std::size_t key, std::size_t content_size);
/// A form of fields alone.
RequestText write_fields(const RequestForm& form);

}  // namespace faultcast::bench

#include "http_form.h"

namespace faultcast::bench {

namespace {

constexpr const char* boundary = "----faultcastBench7c1f5a";

std::string multipart_fields(const FormFields& fields) {
  std::string out;
  for (const auto& [name, value] : fields)
    out.append("--")
        .append(boundary)
        .append("\r\nContent-Disposition: form-data; name=\"")
        .append(name)
        .append("\"\r\n\r\n")
        .append(value)
        .append("\r\n");
  return out;
}

std::string head(const RequestForm& form, std::size_t key, std::size_t body_size) {
  std::string path = form.path;
  if (const auto at = path.find("%d"); at != std::string::npos) path.replace(at, 2, std::to_string(key));
  std::string out = form.method + " " + path + " HTTP/1.1\r\n";
  for (const auto& line : form.headers) out += line + "\r\n";
  if (!form.fields.empty())
    out += std::string("Content-Type: multipart/form-data; boundary=") + boundary + "\r\n";
  return out + "Content-Length: " + std::to_string(body_size) + "\r\n\r\n";
}

}  // namespace

RequestText write_request(const RequestForm& form, std::size_t key, std::size_t content_size) {
  if (form.fields.empty()) return {head(form, key, content_size), {}};
  const std::string front = multipart_fields(form.fields) + "--" + boundary +
                            "\r\nContent-Disposition: form-data; name=\"filecontent\"; filename=\"f\"\r\n"
                            "Content-Type: application/octet-stream\r\n\r\n";
  const std::string back = std::string("\r\n--") + boundary + "--\r\n";
  return {head(form, key, front.size() + content_size + back.size()) + front, back};
}

RequestText write_fields(const RequestForm& form) {
  const std::string body = multipart_fields(form.fields) + "--" + boundary + "--\r\n";
  return {head(form, 0, body.size()) + body, {}};
}

}  // namespace faultcast::bench

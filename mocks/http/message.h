#pragma once
// HTTP/1.1 messages as values. Headers keep their order, case and spelling; what is read out of them for use
// stands beside them. RFC 9112, and what the object store's SDKs really send (COS v4 reference, 5).

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.h"

namespace faultcast::http {

struct Header {
  std::string name, value;
  bool operator==(const Header&) const = default;
};

/// In the order of the wire.
struct Headers {
  std::vector<Header> list;

  /// The first of that name, any case; null if there is none.
  [[nodiscard]] const std::string* find(std::string_view name) const;
  void add(std::string name, std::string value) { list.push_back({std::move(name), std::move(value)}); }
  /// Replaces the value of the first of that name, or adds it.
  void set(std::string_view name, std::string value);
  bool operator==(const Headers&) const = default;
};

/// The head of a request: what came, and what it says.
struct RequestHead {
  std::string method, target;  ///< as sent; target may be absolute (http://host/path), or "*"
  int minor = 1;               ///< HTTP/1.minor
  Headers headers;

  // Read out of the above:
  std::string host;  ///< of the target if it names one, else of Host; lower case, without port; may be empty
  std::uint16_t port = 0;               ///< of the same; 0 if it names none
  std::string path = "/";               ///< still percent-encoded, always with '/' in front
  std::string query;                    ///< still percent-encoded, without '?'
  bool absolute = false;                ///< the target was absolute: a client pointed here as a proxy
  std::optional<std::uint64_t> length;  ///< Content-Length; none with chunks, or without a body
  bool chunked = false;
  bool expects_continue = false;
  bool keep_alive = true;

  [[nodiscard]] bool has_body() const { return chunked || length.value_or(0) > 0; }
};

/// A body that is too large to be held: read piece by piece while the peer takes it.
class BodySource {
 public:
  BodySource() = default;
  BodySource(const BodySource&) = delete;
  BodySource& operator=(const BodySource&) = delete;
  virtual ~BodySource() = default;
  [[nodiscard]] virtual std::uint64_t size() const = 0;
  /// The next bytes, at most so many; empty at the end or when they cannot be read.
  virtual Bytes read(std::size_t most) = 0;
};

/// An answer as a service makes it. Its headers go out in this order; Content-Length, Connection and a
/// missing reason are added by the writer where the answer does not bring them.
struct Reply {
  int status = 200;
  std::string reason = {};  ///< empty: the usual one
  Headers headers = {};
  Bytes body = {};
  std::shared_ptr<BodySource> source = {};  ///< instead of `body`
  bool until_close = false;  ///< nobody knows how long the body is: none is told, and the connection ends with it

  [[nodiscard]] std::uint64_t size() const { return source ? source->size() : body.size(); }
};

/// The head of an answer, read on the client's side.
struct ReplyHead {
  int status = 0;
  std::string reason;
  int minor = 1;
  Headers headers;
  std::optional<std::uint64_t> length;
  bool chunked = false;
  bool keep_alive = true;
};

/// "Not Found"; "" for a status without a usual reason.
std::string_view usual_reason(int status);

}  // namespace faultcast::http

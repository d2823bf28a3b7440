#pragma once
// What every fake that is spoken to by HTTP implements. A request goes down once and up once:
//   head -> Service::plan() -> Transaction: take() the body as it comes -> about() -> answer()
// All of it on the stage's loop thread; nothing here blocks, sends, or knows a socket.

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "base/clock.h"
#include "http/message.h"
#include "service/exchange.h"
#include "service/pushed_body.h"

namespace faultcast {

/// How a request found its service. Whoever wrote it may have meant a cloud name, and reached us by pointing
/// that name, a proxy setting, a path or nothing but an address at us.
struct Route {
  enum class By {
    host,    ///< Host, or an absolute target, is a cloud name
    path,    ///< the first segment of the path is one: /gz.file.myqcloud.com/files/v2/…
    prefix,  ///< only the path says which service is meant: /files/v2/…
  } by = By::host;
  std::string cloud_host;  ///< "gz.file.myqcloud.com"; empty by prefix
  std::string path;        ///< percent-encoded, without a cloud name in front
  std::string authority;   ///< host[:port] as the client wrote it, for addresses in answers
  bool tls = false;

  /// The address of something on another cloud host, in the form this request came in: by host
  /// http://HOST/PATH, else http://AUTHORITY/HOST/PATH. `path_on_it` is percent-encoded and begins with '/'.
  [[nodiscard]] std::string url(std::string_view host, std::string_view path_on_it) const;
};

/// What a request wants: known once its body is whole, before anything is decided.
struct About {
  std::string op;                                           ///< of the service's observables: "upload"
  std::vector<std::pair<std::string, std::string>> fields;  ///< printable
};

struct Answer {
  Verdict verdict;
  http::Reply reply;
  /// More fields, which only the answer knows (access_url).
  std::vector<std::pair<std::string, std::string>> fields = {};
  /// Follows the head of `reply`, in place of its body; the connection ends with it. The reply's until_close
  /// is set then.
  std::shared_ptr<PushedBody> pushed = {};
};

/// One request at a service, from its head to its answer.
class Transaction {
 public:
  Transaction() = default;
  Transaction(const Transaction&) = delete;
  Transaction& operator=(const Transaction&) = delete;
  virtual ~Transaction() = default;

  /// Part of the body, as it comes.
  virtual void take(ByteView body) = 0;
  /// Asked once, when the body is whole.
  virtual About about() = 0;
  /// Decides and answers, once. `now`: the cloud's time. `forced`: the verdict is this one, and the request
  /// has no effect.
  virtual Answer answer(Millis now, const Code* forced) = 0;
};

class Service {
 public:
  Service() = default;
  Service(const Service&) = delete;
  Service& operator=(const Service&) = delete;
  virtual ~Service() = default;

  [[nodiscard]] virtual std::string_view name() const = 0;  ///< "cos_v4"
  [[nodiscard]] virtual const CodeTable& codes() const = 0;
  /// `head` and `route` outlive the transaction.
  virtual std::unique_ptr<Transaction> plan(const http::RequestHead& head, const Route& route) = 0;
  /// After any change of the setup.
  virtual void setup_changed() {}
};

}  // namespace faultcast

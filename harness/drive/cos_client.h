#pragma once
// The reference app's object-store SDK, v4 and legacy v3: requests, slices and retries as the Java SDK makes
// them, from which the Android one came: three tries on a broken connection or a 5xx, an answer that is no
// JSON is -3 at once, a slice is sent again up to three times whatever its code. (COS v4 reference, 4.5
// and 5.1; COS legacy reference, 6 and 10)

#include <functional>
#include <memory>
#include <string>

#include <nlohmann/json.hpp>

#include "call/http_call.h"
#include "http/query.h"

namespace faultcast::drive {

/// What the app's constants and the backend give the SDK.
struct CosAccount {
  bool v3 = false;
  std::string appid, bucket, region;
  bool https = false;
  std::string origin;  ///< not empty: a page in a browser, which asks before it sends
  /// A signature from the backend, asked for before each request.
  std::function<std::string()> sign;
};

/// What the SDK tells the app. Codes: 0, the server's, or the SDK's own -1 (parameter), -2 (network), -3
/// (server).
struct CosResult {
  int code = 0;
  std::string message;
  nlohmann::ordered_json data;
  [[nodiscard]] std::string text(const char* member) const;
};

class CosClient {
 public:
  static constexpr int tries = 3;
  static constexpr Millis retry_pause = 1000;  ///< [inferred]
  using Done = std::function<void(const CosResult&)>;

  /// All outlive it.
  CosClient(loop::Loop& loop, const loop::Resolver& resolver, const loop::TlsClient* tls, CosAccount account);

  struct Upload {
    std::string path;  ///< in the bucket, with '/' in front
    Bytes content;
    bool insert_only = true;
    bool with_sha = true;
    std::string sha = {};            ///< instead of the content's
    std::uint64_t slice_size = 0;    ///< 0: in one piece
    Millis pause_before_finish = 0;  ///< the app goes to sleep between two slices
  };
  void upload(Upload upload, Done done);
  /// An operation without content: {"op": …} as JSON. For update, delete, move.
  void post(const std::string& path, http::Fields fields, Done done);
  /// One of the other way: op=stat, op=list.
  void get(const std::string& path, const http::Fields& fields, Done done);

 private:
  struct Asked {
    std::string method, path;
    http::Fields fields;
    std::shared_ptr<const Bytes> content;  ///< multipart if set
    bool form = false;                     ///< multipart without a content
    int failures = 0;
  };
  void ask(Asked asked, Done done);
  void send(const std::shared_ptr<Asked>& asked, Done done);
  void preflight(const std::shared_ptr<Asked>& asked, Done done);
  call::HttpRequest request_of(const Asked& asked) const;
  [[nodiscard]] std::string url_of(const Asked& asked) const;
  void call(call::HttpRequest request, std::function<void(call::HttpResult)> done);

  void begin_slices(std::shared_ptr<Upload> upload, Done done);
  void next_slice(const std::shared_ptr<Upload>& upload, std::string session, std::uint64_t offset,
                  int failures, Done done);
  void finish_slices(const std::shared_ptr<Upload>& upload, const std::string& session, Done done);

  loop::Loop& loop_;
  const loop::Resolver& resolver_;
  const loop::TlsClient* tls_;
  CosAccount account_;
  std::unique_ptr<call::HttpCall> call_;
  loop::Timer timer_;
};

}  // namespace faultcast::drive

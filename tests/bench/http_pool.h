#pragma once
// Many HttpClients on one epoll.

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "http_client.h"

namespace faultcast::bench {

struct HttpTarget {
  std::string host = "127.0.0.1";  ///< an IPv4 address
  std::uint16_t port = 80;
};

class HttpPool {
 public:
  explicit HttpPool(HttpTarget target);
  ~HttpPool();
  HttpPool(const HttpPool&) = delete;
  HttpPool& operator=(const HttpPool&) = delete;

  /// One more connection, which begins to connect; its number.
  std::size_t open();
  [[nodiscard]] HttpClient& client(std::size_t number) { return *clients_[number]; }
  [[nodiscard]] std::size_t size() const { return clients_.size(); }

  using OnEvent = std::function<void(std::size_t number, HttpClient::Event event, Time now)>;
  /// Waits for events until `until` at the latest and tells each; returns after one batch of them.
  void wait(Time until, const OnEvent& told);

 private:
  HttpTarget target_;
  int epoll_;
  std::vector<std::unique_ptr<HttpClient>> clients_;
};

}  // namespace faultcast::bench

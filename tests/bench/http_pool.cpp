#include "http_pool.h"

#include <sys/epoll.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <stdexcept>
#include <utility>

namespace faultcast::bench {

HttpPool::HttpPool(HttpTarget target) : target_(std::move(target)), epoll_(::epoll_create1(EPOLL_CLOEXEC)) {
  if (epoll_ < 0) throw std::runtime_error("epoll is not to be had");
}

HttpPool::~HttpPool() {
  clients_.clear();
  ::close(epoll_);
}

std::size_t HttpPool::open() {
  clients_.push_back(std::make_unique<HttpClient>(target_.host, target_.port, epoll_, clients_.size()));
  clients_.back()->connect();
  return clients_.size() - 1;
}

void HttpPool::wait(Time until, const OnEvent& told) {
  const auto left = std::max(Clock::duration::zero(), until - Clock::now());
  const timespec time{.tv_sec = static_cast<time_t>(left / std::chrono::seconds(1)),
                      .tv_nsec = static_cast<long>((left % std::chrono::seconds(1)).count())};
  std::array<epoll_event, 256> events{};
  const int count = ::epoll_pwait2(epoll_, events.data(), static_cast<int>(events.size()), &time, nullptr);
  for (int i = 0; i < count; ++i) {
    const epoll_event& event = events[static_cast<std::size_t>(i)];
    const std::size_t number = event.data.u64;
    const auto what = clients_[number]->on_ready(event.events);
    if (what != HttpClient::Event::none) told(number, what, Clock::now());
  }
}

}  // namespace faultcast::bench

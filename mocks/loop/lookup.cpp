#include "loop/lookup.h"

#include <array>

#include "base/text.h"

namespace faultcast::loop {

struct Lookup::Question {
  uv_getaddrinfo_t request{};
  std::string host;
  Callback<void(Result<std::string>)> done;
  Timer timer;
  Lookup* asker = nullptr;  // null: nobody wants the answer any more

  explicit Question(Loop& loop) : timer(loop) {}

  static std::string numeric(const addrinfo* found) {
    std::array<char, 64> text{};
    for (; found != nullptr; found = found->ai_next) {
      const int failed =
          found->ai_family == AF_INET
              ? uv_ip4_name(reinterpret_cast<const sockaddr_in*>(found->ai_addr), text.data(), text.size())
              : uv_ip6_name(reinterpret_cast<const sockaddr_in6*>(found->ai_addr), text.data(), text.size());
      if (failed == 0) return text.data();
    }
    return {};
  }

  void answer(int status, addrinfo* found) {
    const std::string address = status == 0 ? numeric(found) : std::string();
    uv_freeaddrinfo(found);
    if (asker == nullptr) {
      delete this;
      return;
    }
    Lookup* const told = asker;
    told->question_ = nullptr;
    auto call = std::move(done);
    Result<std::string> result = fail(fmt::format("no such host: {}", printable(host)));
    if (!address.empty()) result = address;
    delete this;
    call(std::move(result));  // may destroy the asker
  }
};

Lookup::Lookup(Loop& loop, const std::string& host, Callback<void(Result<std::string>)> done)
    : question_(new Question(loop)) {
  question_->host = host;
  question_->done = std::move(done);
  question_->asker = this;
  question_->request.data = question_;
  addrinfo hints{};
  hints.ai_socktype = SOCK_STREAM;
  const int failed = uv_getaddrinfo(
      loop.uv(), &question_->request,
      [](uv_getaddrinfo_t* request, int status, addrinfo* found) {
        static_cast<Question*>(request->data)->answer(status, found);
      },
      host.c_str(), nullptr, &hints);
  if (failed != 0)
    question_->timer.after(0, [question = question_] { question->answer(UV_EINVAL, nullptr); });
}

Lookup::~Lookup() {
  if (question_ == nullptr) return;
  question_->asker = nullptr;
  if (question_->timer.running())
    delete question_;
  else
    uv_cancel(reinterpret_cast<uv_req_t*>(&question_->request));  // it answers all the same, sooner or later
}

}  // namespace faultcast::loop

#include "front/not_served.h"

#include "base/text.h"
#include "front/codes.h"

namespace faultcast::front {

namespace {

class NotServed final : public Transaction {
 public:
  NotServed(const http::RequestHead& head, const Router& router) : head_(head), router_(router) {}
  void take(ByteView) override {}
  About about() override { return {"request", {}}; }
  Answer answer(Millis, const Code*) override {
    const std::string list = join(router_.served(), "  ");
    const std::string where = printable(head_.host + head_.path);
    Answer answer;
    answer.verdict.code = &code("not_served");
    answer.verdict.because = {fmt::format("nothing is served at {}; served are {}", where, list),
                              fmt::format("{} 没有对应的服务；可用的有 {}", where, list)};
    answer.reply.status = 404;
    answer.reply.headers.add("Content-Type", "text/plain; charset=utf-8");
    append(answer.reply.body, fmt::format("faultcast does not serve {}. Served are:\n  {}\n", where,
                                          join(router_.served(), "\n  ")));
    return answer;
  }

 private:
  const http::RequestHead& head_;
  const Router& router_;
};

}  // namespace

std::unique_ptr<Transaction> not_served(const http::RequestHead& head, const Router& router) {
  return std::make_unique<NotServed>(head, router);
}

}  // namespace faultcast::front

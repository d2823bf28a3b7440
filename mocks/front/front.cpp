#include "front/front.h"

#include "front/codes.h"
#include "front/visitor.h"

namespace faultcast::front {

Front::Front(const Surroundings& around)
    : around_(around), pace_(around.loop), bury_(std::make_unique<loop::Timer>(around.loop)) {
  read_setup();
}

Front::~Front() = default;

Result<std::unique_ptr<Front>> Front::start(const Surroundings& around, const loop::Endpoint& at) {
  auto front = std::unique_ptr<Front>(new Front(around));
  Front* raw = front.get();
  auto listener = loop::Listener::bind(around.loop, at, [raw](std::unique_ptr<loop::Connection> connection) {
    raw->accept(std::move(connection));
  });
  if (!listener) return fail(listener.error());
  front->listener_ = std::move(*listener);
  front->update_door();
  return front;
}

void Front::read_setup() {
  behaviour_ = Behaviour::of(around_.setup);
  clock_ahead_ = static_cast<Millis>(around_.setup.number("console.clock_ahead_s") * 1000);
}

void Front::accept(std::unique_ptr<loop::Connection> connection) {
  const std::uint64_t id = ++last_id_;
  if (visitors_.size() >= behaviour_.connections_max) {
    Exchange exchange;
    exchange.service = "http";
    exchange.op = "connection";
    exchange.at = now();
    exchange.connection = id;
    exchange.peer = connection->peer().str();
    exchange.verdict.code = &code("too_many_connections");
    exchange.verdict.because = {
        fmt::format("{} connections are open, and connections_max is {}", visitors_.size(),
                    behaviour_.connections_max),
        fmt::format("已有 {} 个连接，connections_max 为 {}", visitors_.size(), behaviour_.connections_max)};
    around_.observer.saw(std::move(exchange));
    return;
  }
  visitors_.emplace(id, std::make_unique<Visitor>(*this, id, std::move(connection)));
  pace_.at_most(0);  // whoever asks waits for the answer
}

void Front::update_door() {
  // Rules for any operation count requests, not changes of the setup.
  const auto applied = around_.faults.take(
      "http", "listen", [](std::string_view) { return nullptr; }, true);
  const auto refusal = applied.find<fault::RefuseAccept>().first;
  const loop::Door door = refusal == nullptr  ? loop::Door::open
                          : refusal->filtered ? loop::Door::filtered
                                              : loop::Door::closed;
  // A port that cannot be opened again was taken by somebody in between: the old state stays, the next change
  // tries.
  (void)listener_->set_door(door);
}

void Front::setup_changed() {
  read_setup();
  update_door();
}

void Front::end_all() {
  while (!visitors_.empty()) visitors_.begin()->second->shut_down();
}

void Front::gone(std::uint64_t id) {
  const auto at = visitors_.find(id);
  if (at == visitors_.end()) return;
  // It may be in the middle of one of its own calls.
  dead_.push_back(std::move(at->second));
  visitors_.erase(at);
  if (visitors_.empty()) pace_.any();
  if (!bury_->running()) bury_->after(0, [this] { dead_.clear(); });
}

}  // namespace faultcast::front

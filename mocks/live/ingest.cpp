#include "live/ingest.h"

#include "live/codes.h"
#include "live/publisher.h"

namespace faultcast::live {

Ingest::Ingest(const Surroundings& around)
    : around_(around),
      behaviour_(Behaviour::of(around.setup)),
      pace_(around.loop),
      bury_(std::make_unique<loop::Timer>(around.loop)) {}

Ingest::~Ingest() = default;

Result<std::unique_ptr<Ingest>> Ingest::start(const Surroundings& around, const loop::Endpoint& at) {
  auto ingest = std::unique_ptr<Ingest>(new Ingest(around));
  Ingest* raw = ingest.get();
  auto listener = loop::Listener::bind(around.loop, at, [raw](std::unique_ptr<loop::Connection> connection) {
    raw->accept(std::move(connection));
  });
  if (!listener) return fail(listener.error());
  ingest->listener_ = std::move(*listener);
  ingest->update_door();
  return ingest;
}

void Ingest::accept(std::unique_ptr<loop::Connection> connection) {
  std::size_t& of_address = per_address_[connection->peer().host];
  const bool too_many =
      publishers_.size() >= behaviour_.connections_max ||
      (behaviour_.connections_per_address != 0 && of_address >= behaviour_.connections_per_address);
  if (too_many) {
    refuse_connection(*connection);
    return;
  }
  ++of_address;
  const std::uint64_t id = ++last_id_;
  publishers_.emplace(id, std::make_unique<Publisher>(*this, id, std::move(connection)));
  update_pace();
  update_door();
}

void Ingest::refuse_connection(loop::Connection& connection) {
  Exchange exchange;
  exchange.service = "live";
  exchange.op = "connection";
  exchange.at = now();
  exchange.connection = ++last_id_;
  exchange.peer = connection.peer().str();
  exchange.verdict.code = &code("too_many_connections");
  exchange.verdict.because = {
      fmt::format("{} connections are open; connections_max is {}, connections_per_address {}",
                  publishers_.size(), behaviour_.connections_max, behaviour_.connections_per_address),
      fmt::format("已有 {} 个连接；connections_max 为 {}，connections_per_address 为 {}", publishers_.size(),
                  behaviour_.connections_max, behaviour_.connections_per_address)};
  around_.observer.saw(std::move(exchange));
}

void Ingest::update_door() {
  const auto applied = around_.faults.take("live", "listen", [](std::string_view) { return nullptr; });
  const auto refusal = applied.find<fault::RefuseAccept>().first;
  const loop::Door door = refusal == nullptr  ? loop::Door::open
                          : refusal->filtered ? loop::Door::filtered
                                              : loop::Door::closed;
  // A port that cannot be opened again was taken by somebody in between: the old state stays, the next change
  // tries.
  (void)listener_->set_door(door);
}

void Ingest::streaming_changed(int by) {
  streaming_ += static_cast<std::size_t>(by);
  update_pace();
}

// Nobody waits for an answer while all connections are running streams: their media may gather for a moment,
// which saves most of the wake-ups. One connection that is still being set up, and everything is answered at
// once again.
void Ingest::update_pace() {
  constexpr unsigned gather_ms = 2;
  if (publishers_.empty())
    pace_.any();
  else
    pace_.at_most(streaming_ == publishers_.size() ? gather_ms : 0);
}

void Ingest::setup_changed() {
  behaviour_ = Behaviour::of(around_.setup);
  update_door();
  std::vector<std::uint64_t> ids;
  for (const auto& [id, publisher] : publishers_) ids.push_back(id);
  for (const std::uint64_t id : ids)
    if (const auto at = publishers_.find(id); at != publishers_.end()) at->second->setup_changed();
}

void Ingest::cut(const std::string& stream, bool forbidden) {
  for (const auto& [id, publisher] : publishers_)
    if (publisher->publishes(stream)) {
      publisher->cut_stream(forbidden);
      return;
    }
}

void Ingest::end_all() {
  while (!publishers_.empty()) publishers_.begin()->second->shut_down();
}

void Ingest::gone(std::uint64_t id) {
  const auto at = publishers_.find(id);
  if (at == publishers_.end()) return;
  const auto address = per_address_.find(at->second->address());
  if (address != per_address_.end() && --address->second == 0) per_address_.erase(address);
  // It may be in the middle of one of its own calls.
  dead_.push_back(std::move(at->second));
  publishers_.erase(at);
  update_pace();
  if (!bury_->running()) bury_->after(0, [this] { dead_.clear(); });
}

}  // namespace faultcast::live

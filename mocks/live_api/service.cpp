#include "live_api/service.h"

#include "live_api/call.h"
#include "live_api/codes.h"

namespace faultcast::live_api {

LiveApi::LiveApi(const Surroundings& around) : around_(around), behaviour_(Behaviour::of(around.setup)) {}

const CodeTable& LiveApi::codes() const {
  return live_api::codes();
}

std::unique_ptr<Transaction> LiveApi::plan(const http::RequestHead& head, const Route& /*route*/) {
  return std::make_unique<Call>(*this, head);
}

void LiveApi::setup_changed() {
  behaviour_ = Behaviour::of(around_.setup);
}

}  // namespace faultcast::live_api

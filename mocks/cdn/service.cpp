#include "cdn/service.h"

#include "cdn/codes.h"
#include "cdn/download.h"
#include "cos/api.h"

namespace faultcast::cdn {

Cdn::Cdn(const Surroundings& around) : around_(around) {
  read_setup();
}

const CodeTable& Cdn::codes() const {
  return cdn::codes();
}

void Cdn::setup_changed() {
  read_setup();
}

void Cdn::read_setup() {
  const setup::Setup& setup = around_.setup;
  main_ = {cos::main_truth(setup), cos::v4_rules(), "console.cos.main.buckets",
           setup.flag("console.cdn.accelerated")};
  // The legacy store's CDN domain always worked.
  legacy_ = {cos::legacy_truth(setup), cos::legacy_rules(), "console.cos.legacy.buckets", true};
  unserved_is_404_ = setup.text("console.cdn.behaviour.unserved") == "404";
}

std::unique_ptr<Transaction> Cdn::plan(const http::RequestHead& head, const Route& route) {
  return std::make_unique<Download>(*this, head, route);
}

}  // namespace faultcast::cdn

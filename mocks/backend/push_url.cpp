#include "backend/push_url.h"

#include "sign/txsecret.h"

namespace faultcast::backend {

PushUrl make_push_url(const setup::Setup& setup, std::string_view user, Millis now) {
  const std::string bizid = setup.text("backend.APP_BIZID");
  std::string id(user);
  for (char& c : id)
    if (c == '@' || c == '#' || c == '-') c = '_';
  const Millis clock = now + static_cast<Millis>(setup.number("backend.clock_ahead_s") * 1000);
  const std::string txtime = fmt::format("{:x}", (clock + push_url_life) / 1000);

  PushUrl url;
  url.host = bizid + "." + setup.text("backend.push_domain");
  url.stream = bizid + "_" + id;
  url.query = fmt::format("bizid={}&record_interval=10800&record=flv|hls&txSecret={}&txTime={}", bizid,
                          sign::txsecret(setup.text("backend.PUSH_URL_KEY"), url.stream, txtime), txtime);
  return url;
}

}  // namespace faultcast::backend

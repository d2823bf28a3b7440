#include "callback/delivery.h"

#include <algorithm>

namespace faultcast::callback {

namespace {

constexpr std::string_view state_words[] = {"waiting", "sending", "delivered", "given_up"};

Json to_json(const Attempt& attempt) {
  return {{"at", attempt.at},           {"t", attempt.t},
          {"sign", attempt.sign},       {"code", attempt.code},
          {"because", attempt.because}, {"status", attempt.status},
          {"answer", attempt.answer}};
}

Attempt attempt_from(const Json& json) {
  return {json.at("at").get<Millis>(),           json.at("t").get<std::int64_t>(),
          json.at("sign").get<std::string>(),    json.at("code").get<std::string>(),
          json.at("because").get<std::string>(), json.at("status").get<int>(),
          json.at("answer").get<std::string>()};
}

}  // namespace

std::string_view word_of(Delivery::State state) {
  return state_words[static_cast<int>(state)];
}

Json to_json(const Delivery& delivery) {
  Json attempts = Json::array();
  for (const auto& attempt : delivery.attempts) attempts.push_back(to_json(attempt));
  return {{"id", delivery.id},     {"event", op_of(delivery.event.type)}, {"stream", delivery.event.stream},
          {"url", delivery.url},   {"state", word_of(delivery.state)},    {"made", delivery.made},
          {"next", delivery.next}, {"fields", delivery.event.fields},     {"attempts", std::move(attempts)}};
}

Result<Delivery> delivery_from(const Json& json) {
  try {
    Delivery d;
    d.id = json.at("id").get<std::uint64_t>();
    const auto op = json.at("event").get<std::string>();
    const auto type = type_of(op);
    if (!type) return fail(fmt::format("'{}' is no event", printable(op)));
    d.event = {*type, json.at("stream").get<std::string>(), json.at("fields")};
    if (!d.event.fields.is_object()) return fail("the fields are no object");
    d.url = json.at("url").get<std::string>();
    const auto state = json.at("state").get<std::string>();
    const auto* at = std::find(std::begin(state_words), std::end(state_words), state);
    if (at == std::end(state_words))
      return fail(fmt::format("'{}' is no state of a delivery", printable(state)));
    d.state = static_cast<Delivery::State>(at - std::begin(state_words));
    d.made = json.at("made").get<Millis>();
    d.next = json.at("next").get<Millis>();
    for (const auto& attempt : json.at("attempts")) d.attempts.push_back(attempt_from(attempt));
    return d;
  } catch (const Json::exception& error) {
    return fail(fmt::format("no delivery: {}", printable(error.what())));
  }
}

}  // namespace faultcast::callback

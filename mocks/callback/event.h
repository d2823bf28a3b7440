#pragma once
// An event callback as a value: what is reported, and the JSON body that goes out. Field by field with their
// real types; keys in alphabetical order, as real bodies have them. (Live service reference, 3.2 to 3.6)

#include <nlohmann/json.hpp>
#include <string>

#include "callback/settings.h"
#include "state/live_events.h"

namespace faultcast::callback {

using Json = nlohmann::ordered_json;

/// event_type: 0 stream ended, 1 stream began, 100 recorded, 200 screenshot.
enum class EventType { ended = 0, began = 1, recorded = 100, screenshot = 200 };
/// The operation under which the journal has its attempts: "end", "start", "record", "screenshot".
std::string_view op_of(EventType type);
/// The other way; none for another word.
std::optional<EventType> type_of(std::string_view op);

/// What is told, without t and sign, which belong to an attempt.
struct Event {
  EventType type = EventType::began;
  std::string stream;
  Json fields;
};
Event event_of(const state::LiveEvent& happened, const Behaviour& behaviour);

/// The body of one attempt. `t`: UNIX seconds.
std::string body_of(const Event& event, std::int64_t t, std::string_view api_key);

}  // namespace faultcast::callback

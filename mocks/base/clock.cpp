#include "base/clock.h"

#include <chrono>
#include <cstdio>
#include <ctime>

#include "base/text.h"

namespace faultcast {

namespace {

Millis steady_now() {
  return std::chrono::duration_cast<std::chrono::milliseconds>(
             std::chrono::steady_clock::now().time_since_epoch())
      .count();
}

constexpr Millis second = 1000, minute = 60 * second, hour = 60 * minute, day = 24 * hour;

}  // namespace

SystemClock::SystemClock(Millis offset, double scale)
    : start_real_(std::chrono::duration_cast<std::chrono::milliseconds>(
                      std::chrono::system_clock::now().time_since_epoch())
                      .count()),
      start_steady_(steady_now()),
      offset_(offset),
      scale_(scale > 0 ? scale : 1.0) {}

Millis SystemClock::now() const {
  const Millis passed = steady_now() - start_steady_;
  return start_real_ + offset_ + static_cast<Millis>(static_cast<double>(passed) * scale_);
}

Millis SystemClock::real_wait_until(Millis then) const {
  const Millis left = then - now();
  if (left <= 0) return 0;
  return static_cast<Millis>(static_cast<double>(left) / scale_) + 1;
}

std::string iso8601(Millis time, int timezone_hours) {
  const Millis local = time + timezone_hours * hour;
  Millis whole = local / 1000, rest = local % 1000;
  if (rest < 0) {
    rest += 1000;
    --whole;
  }
  const std::time_t seconds = whole;
  std::tm parts{};
  gmtime_r(&seconds, &parts);
  std::string out = fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}", parts.tm_year + 1900, parts.tm_mon + 1,
                                parts.tm_mday, parts.tm_hour, parts.tm_min, parts.tm_sec);
  if (rest != 0) out += fmt::format(".{:03}", rest);
  out += timezone_hours == 0 ? "Z" : fmt::format("{:+03}:00", timezone_hours);
  return out;
}

Result<Millis> parse_iso8601(std::string_view text) {
  const auto wrong = [&] {
    return fail(fmt::format(
        "'{}' is not a time: allowed is 2017-02-14T00:00:00Z, with +08:00 or without a time of day",
        printable(text)));
  };
  const std::string copy(text);
  std::tm parts{};
  int used = 0;
  if (std::sscanf(copy.c_str(), "%4d-%2d-%2d%n", &parts.tm_year, &parts.tm_mon, &parts.tm_mday, &used) != 3)
    return wrong();
  Millis rest = 0;
  if (static_cast<std::size_t>(used) < copy.size()) {
    int more = 0;
    if (std::sscanf(copy.c_str() + used, "T%2d:%2d:%2d%n", &parts.tm_hour, &parts.tm_min, &parts.tm_sec,
                    &more) != 3)
      return wrong();
    used += more;
    std::string_view tail = std::string_view(copy).substr(static_cast<std::size_t>(used));
    if (tail.starts_with('.') && tail.size() >= 4) {
      const auto millis = parse_unsigned(tail.substr(1, 3));
      if (!millis) return wrong();
      rest = static_cast<Millis>(*millis);
      tail.remove_prefix(4);
    }
    if (tail.size() == 6 && (tail[0] == '+' || tail[0] == '-') && tail[3] == ':') {
      const auto hours = parse_unsigned(tail.substr(1, 2)), minutes = parse_unsigned(tail.substr(4, 2));
      if (!hours || !minutes || *hours > 14 || *minutes > 59) return wrong();
      const Millis zone = static_cast<Millis>(*hours) * hour + static_cast<Millis>(*minutes) * minute;
      rest -= tail[0] == '+' ? zone : -zone;
    } else if (tail != "Z") {
      return wrong();
    }
  }
  if (parts.tm_mon < 1 || parts.tm_mon > 12 || parts.tm_mday < 1 || parts.tm_mday > 31 ||
      parts.tm_hour > 23 || parts.tm_min > 59 || parts.tm_sec > 60)
    return wrong();
  parts.tm_year -= 1900;
  parts.tm_mon -= 1;
  return static_cast<Millis>(timegm(&parts)) * 1000 + rest;
}

Result<Millis> parse_duration(std::string_view text) {
  const auto wrong = [&] {
    return fail(
        fmt::format("'{}' is not a duration: allowed is e.g. +4h, -90s, 250ms, 2d12h", printable(text)));
  };
  std::string_view left = text;
  Millis sign = 1, sum = 0;
  if (left.starts_with('+') || left.starts_with('-')) {
    sign = left[0] == '-' ? -1 : 1;
    left.remove_prefix(1);
  }
  if (left.empty()) return wrong();
  while (!left.empty()) {
    const auto digits = left.find_first_not_of("0123456789");
    if (digits == 0 || digits == std::string_view::npos || digits > 9) return wrong();
    const auto number = static_cast<Millis>(*parse_unsigned(left.substr(0, digits)));
    left.remove_prefix(digits);
    const auto unit = left.substr(0, left.find_first_of("0123456789"));
    const Millis factor = unit == "d"    ? day
                          : unit == "h"  ? hour
                          : unit == "m"  ? minute
                          : unit == "s"  ? second
                          : unit == "ms" ? 1
                                         : 0;
    if (factor == 0) return wrong();
    sum += number * factor;
    if (sum > 1'000'000 * day) return wrong();  // beyond any use, and the next part could overflow
    left.remove_prefix(unit.size());
  }
  return sign * sum;
}

std::string spoken_duration(Millis length) {
  if (length < 0) length = -length;
  if (length < second) return fmt::format("{} ms", length);
  struct Unit {
    Millis size;
    const char* name;
  };
  constexpr Unit units[] = {{day, "d"}, {hour, "h"}, {minute, "min"}, {second, "s"}};
  std::string out;
  int shown = 0;
  for (const auto& unit : units) {
    const Millis count = length / unit.size;
    length %= unit.size;
    if (count == 0 && shown == 0) continue;
    if (count != 0) out += fmt::format("{}{} {}", out.empty() ? "" : " ", count, unit.name);
    if (++shown == 2) break;
  }
  return out;
}

}  // namespace faultcast

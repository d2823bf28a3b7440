#include <algorithm>

#include "base/text.h"
#include "setup/host.h"
#include "setup/setup.h"

namespace faultcast::setup {

namespace {

constexpr std::string_view digits = "0123456789", lower_case = "abcdefghijklmnopqrstuvwxyz",
                           upper_case = "ABCDEFGHIJKLMNOPQRSTUVWXYZ", lower_hex = "0123456789abcdef",
                           upper_hex = "0123456789ABCDEF";

bool has(std::string_view alphabet, char c) {
  return alphabet.find(c) != std::string_view::npos;
}
bool all_of(std::string_view text, std::string_view alphabet) {
  return text.find_first_not_of(alphabet) == std::string_view::npos;
}

/// Long enough, and with both digits and letters, so that it is no word that happens to have the letters a to
/// f.
bool is_hex(std::string_view text, std::string_view alphabet) {
  return text.size() >= 8 && all_of(text, alphabet) && !all_of(text, digits) &&
         text.find_first_of(digits) != text.npos;
}

std::string_view alphabet_for(char c, std::string_view like, Shape shape) {
  if (is_hex(like, lower_hex)) return lower_hex;
  if (is_hex(like, upper_hex)) return upper_hex;
  if (has(digits, c)) return digits;
  if (has(lower_case, c)) return lower_case;
  if (has(upper_case, c)) return shape == Shape::word ? lower_case : upper_case;
  return {};
}

std::string once(std::string_view like, Shape shape, Random& random) {
  std::string made;
  for (const char c : like) {
    const bool first = made.empty();
    std::string_view alphabet = alphabet_for(c, like, shape);
    if (first && alphabet == digits)
      alphabet.remove_prefix(1);  // an id with a 0 in front is another id to some readers
    if (first && shape == Shape::word && alphabet.starts_with('0')) alphabet = lower_case;
    made += alphabet.empty() ? std::string(1, c) : random.text(1, alphabet);
  }
  return made;
}

}  // namespace

std::string random_like(std::string_view like, Shape shape, Random& random) {
  if (like.empty()) return {};
  if (shape == Shape::host) {
    const auto parts = host_parts(like);
    if (!parts) return std::string(like);
    return parts->before + random_like(parts->label, Shape::word, random) + parts->after;
  }
  for (int tries = 0; tries < 100; ++tries)
    if (auto made = once(like, shape, random); made != like) return made;
  return std::string(like) + random.text(1, all_of(like, digits) ? digits : lower_case);
}

std::string unused_like(std::string_view like, Shape shape, Random& random,
                        const std::set<std::string>& taken) {
  std::string made = random_like(like, shape, random);
  if (made == like) return made;
  for (int tries = 0; taken.contains(made); ++tries) {
    if (tries < 1000)
      made = random_like(like, shape, random);
    else
      made += random.text(1, digits.substr(1));
  }
  return made;
}

}  // namespace faultcast::setup

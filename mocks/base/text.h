#pragma once
// Text in two languages, and the few string functions that everybody needs.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace faultcast {

enum class Lang { en, zh };

/// A text for people. Strings of the wire are never a Text: they stay as they are in every language.
struct Text {
  std::string en, zh;
  [[nodiscard]] const std::string& in(Lang lang) const { return lang == Lang::zh && !zh.empty() ? zh : en; }
  [[nodiscard]] bool empty() const { return en.empty() && zh.empty(); }
  bool operator==(const Text&) const = default;
};

std::string_view trim(std::string_view text);  ///< without blanks, tabs, CR and LF at both ends
std::string lower(std::string_view text);      ///< ASCII only
std::string upper(std::string_view text);      ///< ASCII only
bool same_in_any_case(std::string_view a, std::string_view b);  ///< ASCII only
std::vector<std::string> split(std::string_view text, char by);
std::string join(const std::vector<std::string>& parts, std::string_view with);
std::string replace_all(std::string text, std::string_view from, std::string_view to);

/// How many single-character edits lead from a to b (Levenshtein).
std::size_t edit_distance(std::string_view a, std::string_view b);
/// The candidate that was most likely meant by `word`; none if nothing is near (more than a third of it
/// differs).
std::optional<std::string> nearest(std::string_view word, const std::vector<std::string>& candidates);

/// Bytes of the UTF-8 character at the front; 0 if it is invalid, over-long, a surrogate, cut off or nothing.
std::size_t utf8_length(std::string_view text);
/// Control bytes and invalid UTF-8 as \xNN, so that a hostile name cannot draw on a terminal or break a log
/// line.
std::string printable(std::string_view text);
/// printable(), cut to `most` bytes with "…" where it was longer.
std::string excerpt(std::string_view text, std::size_t most);
/// Columns that the text takes on a terminal: CJK and full-width characters take two.
std::size_t display_width(std::string_view utf8);

/// A whole number in base 10 or 16 that fills the text; none otherwise, nor if it does not fit.
std::optional<unsigned long long> parse_unsigned(std::string_view text, int base = 10);
std::optional<double> parse_double(std::string_view text);

}  // namespace faultcast

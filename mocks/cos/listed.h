#pragma once
// The published list of codes, which both generations share: "Error codes" of the JSON API (436/6059; the
// legacy documents have the same list). What a generation adds or changes stands in its own codes.cpp.

#include <span>
#include <string_view>

#include "service/code.h"

namespace faultcast::cos {

/// A row of the list. `name` is the message on the wire. Without a next step: nothing that a caller can do,
/// or not produced here.
struct Listed {
  int number;
  std::string_view name, op;
  std::string_view en, zh;
  std::string_view next_en = {}, next_zh = {};
};

std::span<const Listed> listed_proxy();    ///< -99 … -60: signatures and routing
std::span<const Listed> listed_cmd();      ///< -199 … -143: names, attributes, lists
std::span<const Listed> listed_process();  ///< -300 … -282: the file cache
std::span<const Listed> listed_plugin();   ///< -4027 … -4000: uploads in slices
std::span<const Listed> listed_cgi();      ///< -5999 … -5971: HTTP and its parameters
std::span<const Listed> listed_oss();      ///< -6999 … -6991: storage

/// How a generation's table shows a row. Adds it to `to` and gives it back for changes: valid until the next.
struct Shown {
  std::string_view service;
  std::string_view source;
  int status = 400;
  std::string_view certainty = "documented";
};
Code& add(CodeTable& to, const Listed& row, const Shown& as);
void add(CodeTable& to, std::span<const Listed> rows, const Shown& as);
/// The row of that number, for changes; not there: aborts.
Code& row_of(CodeTable& table, int number);

}  // namespace faultcast::cos

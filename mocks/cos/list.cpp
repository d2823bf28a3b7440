// The parameters of op=list. (COS v4 reference, 3.5; COS legacy reference, 5)
#include <nlohmann/json.hpp>

#include "base/encode.h"
#include "base/text.h"
#include "cos/call.h"

namespace faultcast::cos {

namespace {

store::Bucket::Which which_of(const Form& form) {
  using Which = store::Bucket::Which;
  const std::string* pattern = form.field("pattern");
  if (pattern == nullptr) return Which::both;
  if (*pattern == "eListDirOnly" || *pattern == "ListDirOnly") return Which::folders;
  return *pattern == "eListFileOnly" ? Which::files : Which::both;
}

bool is_negative(std::string_view text) {
  text = trim(text);
  return text.starts_with('-') && parse_unsigned(text.substr(1)).has_value();
}

}  // namespace

ListAsked read_list(const Call& call, std::uint64_t usual, std::uint64_t most) {
  ListAsked asked;
  const auto count = number_field(call.form, "num", usual);
  if (!count || *count < 1 || *count > most) {
    const std::string given = printable(*call.form.field("num"));
    const bool below = count ? *count == 0 : is_negative(*call.form.field("num"));
    asked.refused = refuse(call.dialect,
                           below    ? "ERROR_CMD_PARAM_MIN_NUM"
                           : !count ? "ERROR_CMD_COS_INVALID_LIST_NUM"
                                    : "ERROR_CMD_COS_MAX_NUM",
                           {fmt::format("num is '{}', not 1 to {}", given, most),
                            fmt::format("num 为“{}”，应为 1 到 {}", given, most)},
                           {{"num", given, fmt::format("1-{}", most)}});
    return asked;
  }
  asked.count = *count;
  const std::string& key = call.place.key;
  const auto slash = key.rfind('/') + 1;  // npos + 1 is 0: the root
  asked.folder = key.substr(0, slash);
  asked.prefix = key.substr(slash);
  if (call.bucket().folder(asked.folder) == nullptr) {
    asked.refused = missing(call, "/" + asked.folder);
    return asked;
  }
  // The context is the name where the page begins, in hexadecimal: nothing that a query could spoil.
  if (const std::string* context = call.form.field("context"))
    asked.from = as_text(from_hex(*context).value_or(Bytes{}));
  asked.descending = number_field(call.form, "order", 0).value_or(0) == 1;
  asked.which = which_of(call.form);
  return asked;
}

std::string context_of(const store::Bucket::Page& page) {
  return hex(as_bytes(page.next));
}

}  // namespace faultcast::cos

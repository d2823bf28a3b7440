#include "service/code.h"

#include <fmt/core.h>

#include <cstdlib>

namespace faultcast {

const Code& code(const CodeTable& table, std::string_view name) {
  for (const auto& row : table)
    if (row.name == name) return row;
  fmt::print(stderr, "no code '{}' in this table\n", name);
  std::abort();
}

const Code* by_number(const CodeTable& table, int number) {
  for (const auto& row : table)
    if (row.number == number) return &row;
  return nullptr;
}

}  // namespace faultcast

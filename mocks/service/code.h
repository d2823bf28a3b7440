#pragma once
// A row of a service's code table: every refusal (and the one success) that the service can decide.

#include <string_view>
#include <vector>

namespace faultcast {

struct Code {
  std::string_view service;  ///< "live"
  std::string_view name;     ///< "txsecret_wrong"; live:txsecret_wrong in scenario files
  std::string_view op;       ///< where it is decided: "publish"
  bool ok = false;
  int number = 0;              ///< on the wire, where the service has numbers
  std::string_view wire = {};  ///< name on the wire, where it has one
  int status = 0;              ///< HTTP status, where there is one
  std::string_view sentence_en = {}, sentence_zh = {};
  std::string_view next_en = {}, next_zh = {};  ///< the next step for whoever sees it
  std::string_view source = {}, certainty = {};
};

using CodeTable = std::vector<Code>;

/// The row of that name; a name that is not in the table is a programming error and aborts.
const Code& code(const CodeTable& table, std::string_view name);
/// The first row of that number; null if there is none.
const Code* by_number(const CodeTable& table, int number);

}  // namespace faultcast

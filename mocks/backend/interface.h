#pragma once
// interface.php: one URL, a JSON body whose Action names what is asked for. (Backend reference, 1, 8)

#include <string_view>

#include "backend/outcome.h"
#include "backend/php.h"

namespace faultcast::backend {

Outcome run_interface(Script& script, std::string_view body);
/// The outcome of a rule that forces one; without any effect.
Outcome forced_interface(const Code& code);

/// What an Action came to. `more` stands after the code's text, " | " between.
struct ActionResult {
  const Code* code;
  php::Json data = php::Json::array();
  std::string more = {};
};

/// An Action of the stock backend: class, file and log lines as they are there.
struct Action {
  std::string_view name;
  std::string_view logged;  ///< as the class calls itself in its log: RequstLVBAddr
  int args_line;            ///< of "… args=array ("
  bool checks_parameters;   ///< and with them lines carry [appid:]
  std::vector<std::string_view> required;
  ActionResult (*run)(Script& script, const php::Json& arguments);
};
const std::vector<Action>& actions();

}  // namespace faultcast::backend

#pragma once
// What the documents leave open about the legacy object store, and what it is set to.

#include <string>
#include <vector>

#include "setup/setup.h"

namespace faultcast::cos_legacy {

const std::vector<setup::Setting>& settings();

/// Read once per change of the setup.
struct Behaviour {
  int error_status = 0;  ///< of every refusal; 0: that of the code's row
  std::string content_type;
  bool missing_bucket_is_144 = false;
  bool exists_is_177 = false;
  bool once_for_changes = false;  ///< update and delete with a multi signature are refused
  std::uint64_t session_life_s = 0;

  static Behaviour of(const setup::Setup& setup);
};

}  // namespace faultcast::cos_legacy

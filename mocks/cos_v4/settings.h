#pragma once
// What the documents leave open about the v4 object store, and what it is set to.

#include <set>
#include <string>
#include <vector>

#include "setup/setup.h"

namespace faultcast::cos_v4 {

const std::vector<setup::Setting>& settings();

/// Read once per change of the setup.
struct Behaviour {
  int error_status = 0;               ///< the HTTP status of every refusal; 0: that of the code's row
  bool late_2017 = false;             ///< an expired signature is -59, not -96
  bool unreadable_is_83 = false;      ///< a signature that cannot be read is -83, not -5998
  bool unknown_appid_is_xml = false;  ///< the front end answers XML, not -82
  std::uint64_t expiry_limit_s = 0;   ///< an expiry farther ahead is refused; 0: none is
  bool parents_required = false;      ///< an upload into a folder that was not created is refused
  bool listover_means_more = false;
  bool move_conflict_is_199 = false;
  std::uint64_t session_life_s = 0;
  bool serial_upload = false;  ///< slices one at a time
  std::set<std::string, std::less<>> regions;
  bool with_vid = false;  ///< upload answers carry "vid"

  static Behaviour of(const setup::Setup& setup);
};

}  // namespace faultcast::cos_v4

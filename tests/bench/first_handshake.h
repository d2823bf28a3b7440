#pragma once
// How long a server takes from the start of its command until it has shaken hands with a first client.

#include <string>
#include <vector>

#include "publisher.h"

namespace faultcast::bench {

/// Starts the command, tries to connect until it is let in (at most `limit`), reads S0 to S2 and sends C2;
/// then ends the command. Milliseconds from the start of the command. Throws std::runtime_error with a
/// sentence if the limit passes, if the command ends early, or if something listens on the port before it is
/// started.
double first_handshake_ms(const std::vector<std::string>& command, const Target& target,
                          std::chrono::seconds limit);

}  // namespace faultcast::bench

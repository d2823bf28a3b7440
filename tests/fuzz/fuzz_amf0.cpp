// Whatever is read can be written and read again: the second writing gives the same bytes as the first.

#include "amf/amf0.h"
#include "fuzz/require.h"

using namespace faultcast;

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  const auto values = amf0::read_all({data, size});
  if (!values) {
    require(!values.error().message.empty(), "an error has a sentence");
    return 0;
  }
  Bytes once;
  for (const auto& value : *values) amf0::write(once, value);
  const auto again = amf0::read_all(once);
  require(again.has_value(), "what was written can be read");
  Bytes twice;
  for (const auto& value : *again) amf0::write(twice, value);
  require(once == twice, "writing what was read from our own bytes gives the same bytes");
  return 0;
}

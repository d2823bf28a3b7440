// FLV files and tag bodies: what parses is written to the same bytes; the meter bears every body and counts
// it.

#include "fuzz/require.h"
#include "media/flv.h"
#include "media/flv_writer.h"
#include "media/stream_facts.h"

using namespace faultcast;
using namespace faultcast::media;

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  if (size < 2) return 0;
  const ByteView in(data, size);
  StreamMeter meter;
  meter.add(data[0], 7, in.subspan(1));
  require(meter.facts().bytes == size - 1, "every byte is counted");
  require(meter.facts().width <= 65535 && meter.facts().height <= 65535, "a picture of a size that can be");

  const auto file = parse_flv(in);
  if (!file) return 0;
  const std::size_t header = get_be32(data + 5) + 4;
  Bytes tags;
  for (const FlvTag& tag : file->tags) write_flv_tag(tags, tag.type, tag.timestamp, tag.body);
  require(tags.size() == size - header, "tags of the same length");
  Bytes again;
  write_flv_header(again, true, true);
  append(again, tags);
  const auto twice = parse_flv(again);
  require(twice.has_value() && twice->tags.size() == file->tags.size(), "what was written reads the same");
  for (const FlvTag& tag : file->tags) meter.add(tag.type, tag.timestamp, tag.body);
  return 0;
}

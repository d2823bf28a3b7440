#include <algorithm>
#include <optional>

#include "base/sha1.h"
#include "store/blob.h"
#include "store/file_io.h"

namespace faultcast::store {

struct BlobWriter::State {
  explicit State(std::shared_ptr<Disk> on) : disk(std::move(on)) {}
  ~State() {
    if (file.descriptor >= 0) ::close(file.descriptor);
    if (!file.name.empty()) disk->remove(file.name);
  }
  State(const State&) = delete;
  State& operator=(const State&) = delete;

  [[nodiscard]] Bytes read(std::uint64_t from, std::size_t length) const {
    if (file.descriptor >= 0) return read_at(file.descriptor, from, length);
    const auto first = memory.begin() + static_cast<std::ptrdiff_t>(from);
    return {first, first + static_cast<std::ptrdiff_t>(length)};
  }

  /// May so much lie in memory?
  bool fits(std::size_t much) {
    if (much <= most) return true;
    if (hashed || most < in_memory || much > part_in_memory) return false;
    if (!lent) lent = disk->lend_memory();
    return lent != nullptr;
  }

  std::shared_ptr<Disk> disk;
  Sha1 hash;
  bool hashed = true;
  std::size_t most = in_memory;  // in memory without being lent any
  std::uint64_t expected = 0;
  std::uint64_t size = 0;
  Bytes memory;  // until there is a file
  std::shared_ptr<const void> lent;
  Disk::File file;  // with all of it
  std::optional<Error> broken;

  Sha1State blocks;
  std::uint64_t blocks_size = 0;  // what has gone through `blocks`
};

BlobWriter::BlobWriter(std::shared_ptr<Disk> disk) : state_(std::make_unique<State>(std::move(disk))) {}
BlobWriter::~BlobWriter() = default;
BlobWriter::BlobWriter(BlobWriter&&) noexcept = default;
BlobWriter& BlobWriter::operator=(BlobWriter&&) noexcept = default;

void BlobWriter::is_part() {
  state_->hashed = false;
}

void BlobWriter::is_long(std::size_t most) {
  state_->hashed = false;
  state_->most = std::min(most, in_memory - 1);
}

void BlobWriter::expect(std::uint64_t size) {
  state_->expected = size;
}

Result<void> BlobWriter::add(ByteView bytes) {
  State& s = *state_;
  if (s.broken) return fail(*s.broken);
  const std::size_t grown = s.memory.size() + bytes.size();
  if (s.file.descriptor < 0 && !s.fits(grown)) {
    auto file = s.disk->create();
    if (!file) return fail(s.broken.emplace(file.error()));
    s.file = std::move(*file);
    const Bytes memory = std::exchange(s.memory, {});
    s.lent.reset();
    if (auto written = write_all(s.file.descriptor, memory, "content"); !written)
      return fail(s.broken.emplace(written.error()));
  }
  if (s.file.descriptor < 0) {
    if (grown > s.memory.capacity())
      s.memory.reserve(
          std::max({grown, std::min<std::size_t>(s.expected, part_in_memory), 2 * s.memory.size()}));
    append(s.memory, bytes);
  } else if (auto written = write_all(s.file.descriptor, bytes, "content"); !written) {
    return fail(s.broken.emplace(written.error()));
  }
  if (s.hashed) s.hash.add(bytes);
  s.size += bytes.size();
  return {};
}

std::uint64_t BlobWriter::size() const {
  return state_->size;
}

std::string BlobWriter::sha1() const {
  return state_->hash.hex_digest();
}

std::string BlobWriter::sha1_state() {
  State& s = *state_;
  constexpr std::uint64_t piece = 64 * 1024;
  const std::uint64_t end = s.size - s.size % Sha1State::block;
  while (s.blocks_size < end) {
    const Bytes bytes = s.read(s.blocks_size, static_cast<std::size_t>(std::min(piece, end - s.blocks_size)));
    if (bytes.empty()) return {};
    s.blocks.add(bytes);
    s.blocks_size += bytes.size();
  }
  return s.blocks.hex_registers();
}

Result<std::shared_ptr<const Blob>> BlobWriter::finish() {
  State& s = *state_;
  if (s.broken) return fail(*s.broken);
  std::string sha = s.hashed ? sha1() : "";
  if (s.file.descriptor >= 0) return Blob::of_file(s.disk, std::exchange(s.file, {}), s.size, std::move(sha));
  auto blob = std::shared_ptr<Blob>(new Blob);
  blob->size_ = s.size;
  blob->sha1_ = std::move(sha);
  // A little room to spare costs less than a copy.
  if (s.memory.capacity() - s.memory.size() > s.memory.size() / 8) s.memory.shrink_to_fit();
  blob->memory_ = std::exchange(s.memory, {});
  blob->lent_ = std::move(s.lent);
  return blob;
}

}  // namespace faultcast::store

#include "store/log.h"

#include <sys/file.h>
#include <sys/stat.h>

#include <nlohmann/json.hpp>

#include "base/encode.h"
#include "base/text.h"

namespace faultcast::store {

namespace {

using nlohmann::json;

bool is_utf8(std::string_view text) {
  while (!text.empty()) {
    const auto length = utf8_length(text);
    if (length == 0) return false;
    text.remove_prefix(length);
  }
  return true;
}

// JSON holds no other bytes than UTF-8; header values may.
json of_text(std::string_view text) {
  if (is_utf8(text)) return text;
  return {{"base64", base64(as_bytes(text))}};
}

bool read_text(const json& from, std::string& to) {
  if (from.is_string()) {
    to = from.get<std::string>();
    return true;
  }
  const auto held = from.is_object() ? from.find("base64") : from.end();
  if (held == from.end() || !held->is_string()) return false;
  const auto bytes = from_base64(held->get_ref<const std::string&>());
  if (bytes) to = as_text(*bytes);
  return bytes.has_value();
}

bool read_text(const json& line, const char* name, std::string& to) {
  const auto at = line.find(name);
  return at != line.end() && read_text(*at, to);
}

template <class Number>
bool read_number(const json& line, const char* name, Number& to) {
  const auto at = line.find(name);
  if (at == line.end() || !at->is_number_integer()) return false;
  to = at->get<Number>();
  return true;
}

json line_of(const char* what, const std::string& bucket, std::string_view key) {
  return {{"do", what}, {"bucket", of_text(bucket)}, {"key", of_text(key)}};
}

void add_attributes(json& line, const Attributes& attributes) {
  line["biz_attr"] = of_text(attributes.biz_attr);
  line["authority"] = of_text(attributes.authority);
  line["forbid"] = attributes.forbid;
  line["created"] = attributes.created;
  line["modified"] = attributes.modified;
  json& headers = line["headers"] = json::array();
  for (const auto& [name, value] : attributes.headers)
    headers.push_back(json::array({of_text(name), of_text(value)}));
}

bool read_attributes(const json& line, Attributes& to) {
  if (!read_text(line, "biz_attr", to.biz_attr) || !read_text(line, "authority", to.authority) ||
      !read_number(line, "forbid", to.forbid) || !read_number(line, "created", to.created) ||
      !read_number(line, "modified", to.modified))
    return false;
  const auto headers = line.find("headers");
  if (headers == line.end() || !headers->is_array()) return false;
  for (const json& header : *headers) {
    std::pair<std::string, std::string> read;
    if (!header.is_array() || header.size() != 2 || !read_text(header[0], read.first) ||
        !read_text(header[1], read.second))
      return false;
    to.headers.push_back(std::move(read));
  }
  return true;
}

// What the whole file holds; empty if it is not there.
Result<std::string> text_of(const std::string& path) {
  const Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (!file && errno == ENOENT) return std::string();
  struct stat facts {};
  if (!file || ::fstat(file.get(), &facts) != 0)
    return fail(fmt::format("{} cannot be read: {}", path, std::strerror(errno)));
  const auto size = static_cast<std::size_t>(facts.st_size);
  const Bytes bytes = read_at(file.get(), 0, size);
  if (bytes.size() != size) return fail(fmt::format("{} cannot be read", path));
  return std::string(as_text(bytes));
}

}  // namespace

Result<std::unique_ptr<Store::Log>> Store::Log::open(const std::string& folder,
                                                     const std::shared_ptr<Disk>& disk) {
  auto log = std::make_unique<Log>();
  log->path_ = disk->path_of("objects.jsonl");
  log->disk_ = disk;
  log->lock_ = Descriptor(::open(disk->path_of(".").c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!log->lock_)
    return fail(fmt::format("{} cannot be opened: {}", printable(folder), std::strerror(errno)));
  if (::flock(log->lock_.get(), LOCK_EX | LOCK_NB) != 0)
    return fail(fmt::format("{} is in use by another process", printable(folder)));
  return log;
}

Result<void> Store::Log::play_all(std::string_view text,
                                  const std::function<bool(std::string_view line)>& play,
                                  const std::string& path) {
  for (std::size_t number = 1; !text.empty(); ++number) {
    const auto end = text.find('\n');
    // What a killed process left of its last line is no reason to fail.
    if (!play(text.substr(0, end)) && end != std::string_view::npos)
      return fail(fmt::format("{}:{}: this is no line of an object store's log", path, number));
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
  }
  return {};
}

Result<void> Store::Log::replay(Store& into) {
  const auto text = text_of(path_);
  if (!text) return fail(text.error());
  // Holds every content till the end: a line may bring back what an earlier one removed.
  Contents contents;
  auto played = play_all(
      *text, [&](std::string_view line) { return play(json::parse(line, nullptr, false), into, contents); },
      path_);
  if (!played) {
    for (const auto& [name, content] : contents) ++content->kept_by_;  // not ours to remove
    return played;
  }
  drop_without_file(into);
  if (auto written = write_anew(into); !written) return written;
  disk_->remove_strays([&](const std::string& name) { return contents.contains(name); });
  return {};
}

bool Store::Log::play(const json& line, Store& into, Contents& contents) const {
  if (!line.is_object()) return false;
  std::string what, bucket, key;
  if (!read_text(line, "do", what)) return false;
  if (!read_text(line, "bucket", bucket) || !read_text(line, "key", key)) return false;
  if (what == "put") return play_put(line, bucket, into, contents);
  Bucket& to = into.buckets_[bucket];
  if (what == "remove") {
    release(to.object(key));
    to.remove(key);
    return true;
  }
  Attributes attributes;
  if (!read_attributes(line, attributes)) return false;
  if (what == "folder")
    to.make_folder(std::move(key), std::move(attributes));
  else if (what == "change")
    to.change(key, [&](Attributes& changed) { changed = attributes; });
  else
    return false;
  return true;
}

bool Store::Log::play_put(const json& line, const std::string& bucket, Store& into,
                          Contents& contents) const {
  std::string key, file, sha1;
  std::uint64_t size = 0;
  Object object;
  if (!read_text(line, "key", key) || !read_text(line, "file", file) || !Disk::is_name(file) ||
      !read_text(line, "sha1", sha1) || !read_number(line, "size", size) ||
      !read_attributes(line, object.attributes))
    return false;
  auto& content = contents[file];
  if (!content) {
    auto blob = std::shared_ptr<Blob>(new Blob);
    blob->size_ = size;
    blob->sha1_ = std::move(sha1);
    blob->disk_ = disk_;
    blob->file_.name = std::move(file);
    content = std::move(blob);
  }
  object.content = content;
  Bucket& to = into.buckets_[bucket];
  release(to.object(key));
  keep(object);
  to.put(std::move(key), std::move(object));
  return true;
}

void Store::Log::drop_without_file(Store& from) const {
  for (auto& [name, bucket] : from.buckets_) {
    std::vector<std::string> lost;
    for (const auto& [key, object] : bucket.objects()) {
      struct stat facts {};
      const std::string path = disk_->path_of(object.content->file_.name);
      if (::stat(path.c_str(), &facts) != 0 ||
          static_cast<std::uint64_t>(facts.st_size) != object.content->size())
        lost.push_back(key);
    }
    for (const auto& key : lost) {
      release(bucket.object(key));
      bucket.remove(key);
    }
  }
}

Result<void> Store::Log::write_anew(const Store& from) {
  const std::string fresh = path_ + ".new";
  file_ = Descriptor(::open(fresh.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_APPEND | O_CLOEXEC, 0600));
  if (!file_) return fail(fmt::format("{} cannot be made: {}", fresh, std::strerror(errno)));
  for (const auto& [name, bucket] : from.buckets_) {
    for (const auto& [key, attributes] : bucket.folders())
      if (auto done = folder(name, key, attributes); !done) return done;
    for (const auto& [key, object] : bucket.objects())
      if (auto done = put(name, key, object); !done) return done;
  }
  if (::fsync(file_.get()) != 0 || ::rename(fresh.c_str(), path_.c_str()) != 0)
    return fail(fmt::format("{} cannot be written: {}", path_, std::strerror(errno)));
  return {};
}

Result<std::shared_ptr<const Blob>> Store::Log::settle(std::shared_ptr<const Blob> content) const {
  if (content->disk_ == disk_) return content;
  auto file = disk_->create();
  if (!file) return fail(file.error());
  const Descriptor closes(std::exchange(file->descriptor, -1));
  auto settled = std::shared_ptr<Blob>(new Blob);
  settled->size_ = content->size();
  settled->sha1_ = content->sha1();
  settled->disk_ = disk_;
  settled->file_ = std::move(*file);
  for (std::uint64_t at = 0; at < content->size();) {
    const Bytes piece = content->read(at, BlobWriter::in_memory);
    if (piece.empty()) return fail("a content cannot be read any more");
    if (auto written = write_all(closes.get(), piece, "content"); !written) return fail(written.error());
    at += piece.size();
  }
  return settled;
}

Result<void> Store::Log::put(const std::string& bucket, const std::string& key, const Object& object) const {
  json line = line_of("put", bucket, key);
  line["file"] = object.content->file_.name;
  line["sha1"] = object.content->sha1();
  line["size"] = object.content->size();
  add_attributes(line, object.attributes);
  return add(line);
}

Result<void> Store::Log::folder(const std::string& bucket, std::string_view key,
                                const Attributes& attributes) const {
  json line = line_of("folder", bucket, key);
  add_attributes(line, attributes);
  return add(line);
}

Result<void> Store::Log::change(const std::string& bucket, std::string_view key,
                                const Attributes& attributes) const {
  json line = line_of("change", bucket, key);
  add_attributes(line, attributes);
  return add(line);
}

Result<void> Store::Log::remove(const std::string& bucket, std::string_view key) const {
  return add(line_of("remove", bucket, key));
}

Result<void> Store::Log::forget_all() const {
  if (::ftruncate(file_.get(), 0) == 0) return {};
  return fail(fmt::format("{} cannot be emptied: {}", path_, std::strerror(errno)));
}

Result<void> Store::Log::add(const json& line) const {
  struct stat before {};
  if (::fstat(file_.get(), &before) != 0) return fail(fmt::format("{}: {}", path_, std::strerror(errno)));
  auto written = write_all(file_.get(), as_bytes(line.dump() + "\n"), path_);
  // Half a line would spoil the next one.
  if (!written && ::ftruncate(file_.get(), before.st_size) != 0) return fail(written.error());
  return written;
}

}  // namespace faultcast::store

#pragma once
// How a kept store is written down: objects.jsonl, a line of JSON for each change since the start, behind
// lines for what there was then. Contents lie beside it (Disk).

#include <nlohmann/json_fwd.hpp>

#include "store/file_io.h"
#include "store/store.h"

namespace faultcast::store {

struct Store::Log {
  static Result<std::unique_ptr<Log>> open(const std::string& folder, const std::shared_ptr<Disk>& disk);

  /// Plays what is written down into the empty store, drops objects without a file, and writes it anew.
  Result<void> replay(Store& into);

  /// The same content with a file in our folder.
  Result<std::shared_ptr<const Blob>> settle(std::shared_ptr<const Blob> content) const;
  Result<void> put(const std::string& bucket, const std::string& key, const Object& object) const;
  Result<void> folder(const std::string& bucket, std::string_view key, const Attributes& attributes) const;
  Result<void> change(const std::string& bucket, std::string_view key, const Attributes& attributes) const;
  Result<void> remove(const std::string& bucket, std::string_view key) const;
  Result<void> forget_all() const;

  // Counts the objects that are written down with a content.
  static void keep(const Object& object) { ++object.content->kept_by_; }
  static void release(const Object* object) {
    if (object != nullptr && object->content->kept_by_ > 0) --object->content->kept_by_;
  }

 private:
  using Contents = std::map<std::string, std::shared_ptr<const Blob>>;
  bool play(const nlohmann::json& line, Store& into, Contents& contents) const;
  bool play_put(const nlohmann::json& line, const std::string& bucket, Store& into, Contents& contents) const;
  static Result<void> play_all(std::string_view text, const std::function<bool(std::string_view line)>& play,
                               const std::string& path);
  void drop_without_file(Store& from) const;
  Result<void> write_anew(const Store& from);
  Result<void> add(const nlohmann::json& line) const;

  std::string path_;
  std::shared_ptr<Disk> disk_;
  Descriptor lock_;  // the folder
  Descriptor file_;
};

}  // namespace faultcast::store

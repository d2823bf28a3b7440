#include <algorithm>

#include "store/store.h"

namespace faultcast::store {

namespace {

/// Calls back for each entry of `all` right below `folder` whose name begins with `prefix`, by key.
template <class Map, class F>
void for_each_below(const Map& all, const std::string& folder, std::string_view prefix, F on_entry) {
  std::string start = folder;
  start += prefix;
  for (auto at = all.lower_bound(start); at != all.end() && at->first.starts_with(start);) {
    const std::string& key = at->first;
    const auto slash = key.find('/', folder.size());
    if (key.size() == folder.size() || (slash != std::string::npos && slash + 1 < key.size())) {
      // The folder itself; or something deeper, with all that lies beside it there.
      at = slash == std::string::npos ? std::next(at)
                                      : all.lower_bound(key.substr(0, slash) + static_cast<char>('/' + 1));
      continue;
    }
    on_entry(std::string_view(key).substr(folder.size()), at->second);
    ++at;
  }
}

}  // namespace

Bucket::Bucket() : folders_{{std::string(), Attributes{}}} {}

const Object* Bucket::object(std::string_view key) const {
  const auto at = objects_.find(key);
  return at == objects_.end() ? nullptr : &at->second;
}

const Attributes* Bucket::folder(std::string_view key) const {
  const auto at = folders_.find(key);
  return at == folders_.end() ? nullptr : &at->second;
}

const Object* Bucket::with_sha(std::string_view sha1, std::uint64_t size) const {
  for (auto at = by_sha_.lower_bound({std::string(sha1), {}}); at != by_sha_.end() && at->first == sha1; ++at)
    if (const Object* found = object(at->second); found != nullptr && found->content->size() == size)
      return found;
  return nullptr;
}

bool Bucket::empty(std::string_view folder) const {
  const auto below = [&](const auto& map) {
    const auto at = map.upper_bound(folder);
    return at != map.end() && at->first.starts_with(folder);
  };
  return !below(objects_) && !below(folders_);
}

void Bucket::put(std::string key, Object object) {
  if (const auto there = objects_.find(key); there != objects_.end()) {
    if (there->second.content->sha1() != object.content->sha1()) {
      by_sha_.erase({there->second.content->sha1(), key});
      by_sha_.emplace(object.content->sha1(), std::move(key));
    }
    there->second = std::move(object);
    return;
  }
  remove(key);  // an empty folder of that name
  Attributes implied;
  implied.created = implied.modified = object.attributes.created;
  for (auto slash = key.find('/'); slash != std::string::npos; slash = key.find('/', slash + 1))
    folders_.emplace(key.substr(0, slash + 1), implied);
  by_sha_.emplace(object.content->sha1(), key);
  objects_.emplace(std::move(key), std::move(object));
}

void Bucket::make_folder(std::string key, Attributes attributes) {
  Attributes implied;
  implied.created = implied.modified = attributes.created;
  for (auto slash = key.find('/'); slash != std::string::npos && slash + 1 < key.size();
       slash = key.find('/', slash + 1))
    folders_.emplace(key.substr(0, slash + 1), implied);
  folders_.insert_or_assign(std::move(key), std::move(attributes));
}

bool Bucket::change(std::string_view key, const std::function<void(Attributes&)>& by) {
  if (const auto at = objects_.find(key); at != objects_.end())
    by(at->second.attributes);
  else if (const auto folder = folders_.find(key); folder != folders_.end())
    by(folder->second);
  else
    return false;
  return true;
}

bool Bucket::remove(std::string_view key) {
  if (const auto at = objects_.find(key); at != objects_.end()) {
    by_sha_.erase({at->second.content->sha1(), at->first});
    objects_.erase(at);
    return true;
  }
  const auto folder = folders_.find(key);
  if (key.empty() || folder == folders_.end() || !empty(key)) return false;
  folders_.erase(folder);
  return true;
}

Bucket::Page Bucket::list(std::string_view folder, std::string_view prefix, std::string_view from,
                          std::size_t most, Which which, bool descending) const {
  struct Found {
    std::string_view name;
    const Object* object;
    const Attributes* attributes;
  };
  std::vector<Found> found;
  Page page;
  const std::string within(folder);
  for_each_below(objects_, within, prefix, [&](std::string_view name, const Object& object) {
    ++page.files;
    if (which != Which::folders) found.push_back({name, &object, &object.attributes});
  });
  for_each_below(folders_, within, prefix, [&](std::string_view name, const Attributes& attributes) {
    ++page.folders;
    if (which != Which::files) found.push_back({name, nullptr, &attributes});
  });
  const auto before = [descending](std::string_view a, std::string_view b) {
    return descending ? b < a : a < b;
  };
  std::sort(found.begin(), found.end(),
            [&](const Found& a, const Found& b) { return before(a.name, b.name); });
  auto at = from.empty() ? found.begin()
                         : std::lower_bound(found.begin(), found.end(), from,
                                            [&](const Found& f, auto name) { return before(f.name, name); });
  for (; at != found.end() && page.entries.size() < most; ++at)
    page.entries.push_back({std::string(at->name), at->object, at->attributes});
  if (at != found.end()) page.next = at->name;
  return page;
}

}  // namespace faultcast::store

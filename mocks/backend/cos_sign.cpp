#include "backend/cos_sign.h"

#include "http/query.h"

namespace faultcast::backend {

namespace {

constexpr std::uint64_t most_random = 1ull << 31;  // PHP's rand()

sign::CosFields fields_of(const setup::Setup& setup, Millis now, Random& random) {
  const Millis clock = now + static_cast<Millis>(setup.number("backend.clock_ahead_s") * 1000);
  sign::CosFields fields;
  fields.appid = setup.text("backend.COSKEY_APPID");
  fields.bucket = setup.text("backend.COSKEY_BUCKET");
  fields.secret_id = setup.text("backend.COSKEY_SECRECTID");
  fields.time = std::to_string(clock / 1000);
  fields.expiry =
      std::to_string(clock / 1000 + static_cast<std::int64_t>(setup.number("backend.COSKEY_EXPIRED_TIME")));
  fields.random = std::to_string(random.below(most_random));
  return fields;
}

CosSign signed_by(const setup::Setup& setup, const sign::CosFields& fields, sign::CosOrder order) {
  CosSign made;
  made.plain = sign::cos_plain(fields, order);
  made.sign = sign::cos_sign(setup.text("backend.COSKEY_SECRECTKEY"), made.plain);
  return made;
}

std::string fileid_of(const sign::CosFields& fields, std::string_view path) {
  return "/" + fields.appid + "/" + fields.bucket + http::encode_path(path);
}

}  // namespace

CosSign make_cos_sign(const setup::Setup& setup, Millis now, Random& random, sign::CosOrder order) {
  return signed_by(setup, fields_of(setup, now, random), order);
}

CosSign make_cos_sign_bound(const setup::Setup& setup, std::string_view path, Millis now, Random& random,
                            sign::CosOrder order) {
  sign::CosFields fields = fields_of(setup, now, random);
  fields.fileid = fileid_of(fields, path);
  return signed_by(setup, fields, order);
}

CosSign make_cos_sign_once(const setup::Setup& setup, std::string_view path, Millis now, Random& random,
                           sign::CosOrder order) {
  sign::CosFields fields = fields_of(setup, now, random);
  fields.expiry = "0";
  fields.fileid = fileid_of(fields, path);
  return signed_by(setup, fields, order);
}

}  // namespace faultcast::backend

# What leaves the desk: messages to requester and holder, and the letter to BSrE's Service Desk. Who
# gets them reads Indonesian, so there is no twin of this file in another language
# (docs/decisions/0013-messages.md). In every text may stand: $what (penerbitan …), $whose (Anda, or
# atas nama …), $no, $name, $email, $phones. No NIK and no passphrase is ever among them.

# How somebody is addressed, and who signs.
letter-greeting = Yth. Bapak/Ibu { $name },
letter-greeting-office = Yth. { $name },
letter-own = Anda
letter-of = atas nama { $name }
letter-tell = Mohon sampaikan kepada pemilik sertifikat:
letter-mailbox = surel kedinasan pemilik sertifikat
letter-phones = Telepon { $phones } · { $office-email }
letter-what-issue = penerbitan sertifikat elektronik
letter-what-renew = pembaruan sertifikat elektronik
letter-what-change = perubahan data sertifikat elektronik
letter-what-reset = reset passphrase sertifikat elektronik
letter-what-revoke = pencabutan sertifikat elektronik

# At the desk.
letter-received = Permohonan { $what } { $whose } kami terima pada { $date } dengan nomor agenda { $no } dan sedang kami proses.
letter-received-next = Mohon sebutkan nomor agenda tersebut bila menghubungi kami. Bila ada kekurangan, kami memberitahukannya.
letter-asleep = Permohonan { $what } { $whose } (nomor agenda { $no }) sudah kami periksa. Pencabutan dimintakan ke BSrE pada tanggal berlakunya (TMT): { $date }.
letter-returned = Permohonan { $what } { $whose } (nomor agenda { $no }) belum dapat kami proses karena kekurangan berikut:
letter-defect = { $number }. { $defect }
letter-note = Catatan: { $note }
letter-returned-until = Mohon dilengkapi paling lambat { $date } dengan menyebut nomor agenda di atas. Setelah tanggal itu permohonan dapat dinyatakan gugur.
letter-returned-next = Mohon dilengkapi dengan menyebut nomor agenda di atas.
letter-rejected = Dengan hormat kami sampaikan bahwa permohonan { $what } { $whose } (nomor agenda { $no }) tidak dapat kami kabulkan.
letter-rejected-bsre = Dengan hormat kami sampaikan bahwa permohonan { $what } { $whose } (nomor agenda { $no }) ditolak oleh BSrE.
letter-reason = Alasan: { $reason }
letter-reply = Surat jawaban kami: nomor { $number } tanggal { $date }.
letter-reply-later = Surat jawaban kami menyusul.
letter-rejected-next = Permohonan baru dapat diajukan setelah hal tersebut diperbaiki.
letter-withdrawn = Permohonan { $what } { $whose } (nomor agenda { $no }) ditarik dan tidak kami proses lebih lanjut.
letter-withdrawal-asked = Penarikan permohonan { $what } { $whose } (nomor agenda { $no }) sudah kami mintakan kepada BSrE. Hasilnya kami beritahukan.
letter-lapsed = Permohonan { $what } { $whose } (nomor agenda { $no }) dinyatakan gugur.
letter-lapsed-next = Bila masih diperlukan, silakan ajukan permohonan baru.

# With BSrE.
letter-sent = Permohonan { $what } { $whose } (nomor agenda { $no }) sudah kami kirim ke BSrE pada { $date }.
letter-sent-plain = Permohonan { $what } { $whose } (nomor agenda { $no }) sudah kami kirim ke BSrE.
letter-sent-next = Mohon pantau kotak surat { $email }: BSrE mengirim surel ke alamat itu.
letter-check-next = Mohon buka surel dari BSrE di { $email }, ikuti tautannya, lalu selesaikan pemeriksaan akun (KYC): data sesuai KTP-el, verifikasi wajah, dan konfirmasi email.
letter-check-failed = Pemeriksaan akun (KYC) { $whose } di BSrE belum berhasil (nomor agenda { $no }).
letter-check-face = Penyebab: wajah tidak cocok dengan foto KTP-el.
letter-check-face-next = Mohon ulangi verifikasi wajah di portal BSrE: di tempat terang, wajah menghadap kamera, tanpa masker dan kacamata, dengan KTP-el asli yang terbaca jelas.
letter-check-identity = Penyebab: nama dan NIK tidak cocok dengan data kependudukan (Dukcapil).
letter-check-identity-next = Mohon cocokkan ejaan nama dengan KTP-el. Bila data kependudukan yang keliru, mohon diperbarui di Dinas Dukcapil setempat; bila data di portal atau permohonan yang keliru, kabari kami. Setelah itu pemeriksaan diulang. NIK jangan dikirim lewat pesan ini.
letter-check-email = Penyebab: alamat email belum terkonfirmasi.
letter-check-email-next = Mohon pastikan { $email } aktif dan dapat menerima surel (periksa juga folder spam dan sisa kuota), buka surel konfirmasi dari BSrE, lalu ulangi pemeriksaan.
letter-check-other = Penyebab menurut BSrE: { $reason }
letter-check-other-next = Mohon perbaiki hal tersebut di portal BSrE lalu ulangi pemeriksaan.
letter-check-said = Keterangan BSrE: { $reason }
letter-check-until = Mohon diselesaikan paling lambat { $date }; setelah tanggal itu permohonan dapat dinyatakan gugur.
letter-link = BSrE mengirim tautan aktivasi sertifikat elektronik { $whose } pada { $date }.
letter-link-reset = BSrE mengirim tautan untuk membuat passphrase baru sertifikat elektronik { $whose } pada { $date }.
letter-link-again = Kami ingatkan kembali tentang tautan aktivasi sertifikat elektronik { $whose } yang dikirim BSrE pada { $date }.
letter-link-next = Mohon buka surel dari BSrE di { $email } paling lambat { $until }, periksa kebenaran data, lalu buat passphrase.
letter-secret = Passphrase adalah rahasia pemilik sertifikat; petugas tidak pernah memintanya.
letter-link-lapsed = Tautan aktivasi sertifikat elektronik { $whose } lewat batas pada { $until } dan belum diaktivasi.
letter-link-lapsed-next = Mohon balas pesan ini bila sudah siap mengaktivasi: kami mintakan tautan baru kepada BSrE.
letter-activated = Sertifikat elektronik { $whose } sudah diaktivasi dan sedang diterbitkan BSrE.
letter-activated-next = Kami kabari setelah terbit.
letter-mismatch = Sertifikat elektronik { $whose } sudah terbit, tetapi datanya belum cocok. Mohon belum dipakai; kami sedang memperbaikinya bersama BSrE.

# It can be used.
letter-issued = Sertifikat elektronik { $whose } dari BSrE sudah terbit dan dapat digunakan.
letter-handed-over = Sertifikat elektronik { $whose } sudah kami serahkan pada { $date } dan dapat digunakan.
letter-serial = Nomor seri: { $serial }
letter-email = Email: { $email }
letter-life = Berlaku: { $from } s.d. { $until }
letter-mind = Mohon diperhatikan:
letter-mind-secret = 1. Passphrase adalah rahasia pemilik sertifikat; petugas tidak pernah memintanya.
letter-mind-passphrase = 2. Passphrase diganti paling lambat setiap { $days } hari.
letter-mind-renew = 3. Pembaruan diajukan dalam { $days } hari terakhir masa berlaku.
letter-mind-report = 4. Segera lapor bila passphrase lupa atau diketahui orang lain: { $phones }.
letter-mind-reply = Mohon balas pesan ini setelah sertifikat berhasil digunakan.
letter-reset-done = Passphrase sertifikat elektronik { $whose } sudah diatur ulang; sertifikat dapat digunakan kembali.
letter-data-changed = Data sertifikat elektronik { $whose } sudah diubah; sertifikatnya tetap dan dapat digunakan.
letter-revoked = Sertifikat elektronik { $whose } sudah dicabut BSrE.
letter-revoked-on = Sertifikat elektronik { $whose } sudah dicabut BSrE pada { $date }.
letter-no-use = Sertifikat ini tidak dapat dipakai lagi untuk menandatangani. Dokumen yang ditandatangani sebelumnya tetap dapat diperiksa.
letter-ask = Bila ada yang tidak sesuai, mohon hubungi kami.

# The letter to BSrE's Service Desk [SE F.6.c.1].
letter-desk-dated = { $city }, { $date }
letter-desk-number = Nomor: { $number }
letter-desk-attachments = Lampiran: { $attachments }
letter-desk-subject = Hal: Permohonan pencabutan sertifikat elektronik
letter-desk-to = Yth. Service Desk Balai Besar Sertifikasi Elektronik (BSrE)
letter-desk-ask = Kami mohon sertifikat elektronik berikut dicabut karena: { $reason }.
letter-desk-proof = { $document } nomor { $number } tanggal { $date }
letter-desk-thanks = Atas perhatian dan kerja samanya kami ucapkan terima kasih.

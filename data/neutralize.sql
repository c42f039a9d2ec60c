-- A copy for tests keeps no outside log of the records, stamps no time, and mails nobody.
DELETE FROM ir_config_parameter
 WHERE key IN (
       'customs_verification.outside_log',
       'customs_verification.outside_log_missing'
);

UPDATE ir_cron
   SET active = false
 WHERE id IN (
       SELECT res_id
         FROM ir_model_data
        WHERE module = 'customs_verification'
          AND model = 'ir.cron'
);

-- Mails that wait: they would go out with the first mail server that is set here.
UPDATE mail_mail m
   SET state = 'cancel'
  FROM mail_message t
 WHERE t.id = m.mail_message_id
   AND m.state IN ('outgoing', 'exception')
   AND t.model LIKE 'customs.%';

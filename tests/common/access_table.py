"""Who may do what: the whole table, as data. `docs/access.md` is written from it, and the tests try every cell of it.

Letters: r read, w write, c create, d delete, - nothing. The records are those of one case: the importing authority A asks the
exporting authority B for a visit at a person, about goods of an importer. "Other" officers and the other liaison serve the two
authorities of another case of the same kind. So every column is tried twice: with this case, and with the other one.

Nothing here needs Odoo: `./dev docs` reads it as it is.
"""

# role -> (heading in the tables, what it is)
ROLES = {
    "reader": ("read", "Reader of the importing authority: sees its cases, changes nothing."),
    "officer": ("offi", "Officer of the importing authority: runs its cases."),
    "supervisor": (
        "supe",
        "Supervisor of the importing authority: approves, corrects, reads the log of readings.",
    ),
    "administrator": (
        "admi",
        "Administrator of the law: keeps agreements and authorities, sees no case by that alone.",
    ),
    "other_officer": ("o.of", "Officer of another importing authority."),
    "other_supervisor": ("o.su", "Supervisor of another importing authority."),
    "asked_reader": (
        "b.re",
        "Reader of the exporting authority, with a login of its own in the same system.",
    ),
    "asked_officer": ("b.of", "Officer of the exporting authority: answers for it."),
    "liaison": ("b.li", "Liaison officer of the exporting authority, on the portal: answers for it."),
    "other_liaison": ("o.li", "Liaison officer of another exporting authority, on the portal."),
    "person": ("pers", "Contact of the verified person (exporter or producer), on the portal."),
    "importer": ("impo", "Contact of an importer that is named in the case, on the portal."),
    "named": (
        "name",
        "Contact of a consignor, consignee or producer that is only named on the proof and the declaration.",
    ),
    "stranger": ("stra", "Contact of a company that has nothing to do with the case, on the portal."),
    "employee": ("empl", "Somebody with a login of the house and no right in this addon."),
    "public": ("publ", "A visitor without a login."),
}

# Which record of the model is meant.
WHICH = {
    "law": "the law and its set-up, which belong to no case",
    "draft": "before it was asked, approved or sent",
    "approved": "approved and not sent",
    "sent": "after the request was sent",
    "case": "of the case whose request was sent",
    "asked": "asked of the verified person",
    "answered": "answered by the verified person",
    "importer": "for the importer that is named in the case",
    "direct": "of a request that goes to the verified person directly, and to no authority",
    "pending": "uploaded by the verified person, its answer not sent yet: nobody else's",
    "person": "sent to the verified person",
    "authority": "sent to the exporting authority",
    "received": "handed in by the exporting authority",
    "wizard": "a form that is open: its user's own",
}

TABLE = """
model                 which     read offi supe admi o.of o.su b.re b.of b.li o.li pers impo name stra empl publ
agreement             law       r    r    r    rwcd r    r    r    r    -    -    -    -    -    -    -    -
party                 law       r    r    r    rwcd r    r    r    r    -    -    -    -    -    -    -    -
authority             law       r    r    r    rwcd r    r    r    r    -    -    -    -    -    -    -    -
authority.contact     law       r    r    r    rwcd r    r    r    r    -    -    -    -    -    -    -    -
authority.specimen    law       r    r    r    rwcd r    r    r    r    -    -    -    -    -    -    -    -
procedure             law       r    r    r    rwcd r    r    r    r    -    -    -    -    -    -    -    -
procedure.step        law       r    r    r    rwcd r    r    r    r    -    -    -    -    -    -    -    -
consequence           law       r    r    r    rwcd r    r    r    r    -    -    -    -    -    -    -    -
article               law       r    r    r    rwcd r    r    r    r    -    -    -    -    -    -    -    -
provision             law       r    r    r    rwcd r    r    r    r    -    -    -    -    -    -    -    -
ground                law       r    r    r    rwcd r    r    r    r    -    -    -    -    -    -    -    -
excluded.goods        law       r    r    r    rwcd r    r    r    r    -    -    -    -    -    -    -    -
deadline.rule         law       r    r    r    rwcd r    r    r    r    -    -    -    -    -    -    -    -
content.item          law       r    r    r    rwcd r    r    r    r    -    -    -    -    -    -    -    -
letter.template       law       r    r    r    rwcd r    r    r    r    -    -    -    -    -    -    -    -
letter.part           law       r    r    r    rwcd r    r    r    r    -    -    -    -    -    -    -    -
letter.column         law       r    r    r    rwcd r    r    r    r    -    -    -    -    -    -    -    -
proof.type            law       r    r    r    rwcd r    r    r    r    -    -    -    -    -    -    -    -
proof.remark          law       r    r    r    rwcd r    r    r    r    -    -    -    -    -    -    -    -
proof.box             law       r    r    r    rwcd r    r    r    r    -    -    -    -    -    -    -    -
proof.question        law       r    r    r    rwcd r    r    r    r    -    -    -    -    -    -    -    -
result.question       law       r    r    r    rwcd r    r    r    r    -    -    -    -    -    -    -    -
original.reason       law       r    r    r    rwcd r    r    r    r    -    -    -    -    -    -    -    -
specimen.kind         law       r    r    r    rwcd r    r    r    r    -    -    -    -    -    -    -    -
transit.document      law       r    r    r    rwcd r    r    r    r    -    -    -    -    -    -    -    -
origin.criterion      law       r    r    r    rwcd r    r    r    r    -    -    -    -    -    -    -    -
service.rule          law       r    r    r    rwcd r    r    r    r    -    -    -    -    -    -    -    -
setup.check           law       -    -    -    r    -    -    -    -    -    -    -    -    -    -    -    -
calendar.exception    law       r    r    r    rwc  r    r    r    r    -    -    -    -    -    -    -    -
calendar.publication  law       r    r    r    rwc  r    r    r    r    -    -    -    -    -    -    -    -
verification.request  draft     r    rwcd rwcd -    -    -    -    -    -    -    -    -    -    -    -    -
verification.request  sent      r    rwcd rwcd -    -    -    -    -    -    -    -    -    -    -    -    -
verification.visit    draft     r    rwcd rwcd -    -    -    -    -    -    -    -    -    -    -    -    -
verification.visit    sent      r    rwcd rwcd -    -    -    -    -    -    -    -    -    -    -    -    -
verification.report   case      r    rwcd rwcd -    -    -    -    -    -    -    -    -    -    -    -    -
verification.request  direct    r    rwcd rwcd -    -    -    -    -    -    -    -    -    -    -    -    -
requested.item        case      r    rw   rw   -    -    -    -    -    -    -    -    -    -    -    -    -
visit.goods           case      r    rwcd rwcd -    -    -    -    -    -    -    -    -    -    -    -    -
visit.premises        case      r    rwcd rwcd -    -    -    -    -    -    -    -    -    -    -    -    -
visit.obstruction     case      r    rwcd rwcd -    -    -    -    -    -    -    -    -    -    -    -    -
inspection.member     case      r    rwcd rwcd -    -    -    -    -    -    -    -    -    -    -    -    -
inspection.cost       case      r    rwcd rwcd -    -    -    -    -    -    -    -    -    -    -    -    -
origin.proof          case      r    rwcd rwcd -    -    -    -    -    -    -    -    -    -    -    -    -
origin.proof.line     case      r    rwcd rwcd -    -    -    -    -    -    -    -    -    -    -    -    -
origin.proof.invoice  case      r    rwcd rwcd -    -    -    -    -    -    -    -    -    -    -    -    -
declaration           case      r    rwcd rwcd -    -    -    -    -    -    -    -    -    -    -    -    -
declaration.line      case      r    rwcd rwcd -    -    -    -    -    -    -    -    -    -    -    -    -
import.source         case      r    rwcd rwcd -    -    -    -    -    -    -    -    -    -    -    -    -
import.column         case      r    rwcd rwcd -    -    -    -    -    -    -    -    -    -    -    -    -
declaration.import    case      r    rwcd rwcd -    -    -    -    -    -    -    -    -    -    -    -    -
import.problem        case      r    r    r    -    -    -    -    -    -    -    -    -    -    -    -    -
import.seen           case      -    -    -    -    -    -    -    -    -    -    -    -    -    -    -    -
preference.decision   case      r    r    rw   -    -    -    -    -    -    -    -    -    -    -    -    -
preference.analysis   case      r    r    r    -    -    -    -    -    -    -    -    -    -    -    -    -
preference.suspension draft     r    rwc  rwc  -    -    -    -    -    -    -    -    -    -    -    -    -
preference.notice     importer  r    r    r    -    -    -    -    -    -    -    -    r    -    -    -    -
preference.suspension case      r    rwc  rwc  -    -    -    -    -    -    -    -    -    -    -    -    -
suspension.goods      case      r    rwcd rwcd -    -    -    -    -    -    -    -    -    -    -    -    -
suspension.judgement  case      r    r    r    -    -    -    -    -    -    -    -    -    -    -    -    -
suspended.line        case      r    r    r    -    -    -    -    -    -    -    -    -    -    -    -    -
preference.decision.line case   r    r    r    -    -    -    -    -    -    -    -    -    -    -    -    -
deadline              case      r    r    r    -    -    -    -    -    -    -    -    -    -    -    -    -
deadline.extension    case      r    r    r    -    -    -    -    -    -    -    -    -    -    -    -    -
deadline.pause        case      r    r    r    -    -    -    -    -    -    -    -    -    -    -    -    -
upload.limit          case      -    -    -    -    -    -    -    -    -    -    -    -    -    -    -    -
seal                  case      r    r    r    -    -    -    -    -    -    -    -    -    -    -    -    -
outside.log           case      -    -    -    -    -    -    -    -    -    -    -    -    -    -    -    -
outside.log.missing   case      -    -    -    -    -    -    -    -    -    -    -    -    -    -    -    -
time.stamp            case      -    -    -    -    -    -    -    -    -    -    -    -    -    -    -    -
seal.end              case      -    -    -    -    -    -    -    -    -    -    -    -    -    -    -    -
fact                  case      r    r    r    -    -    -    -    -    -    -    -    -    -    -    -    -
task                  draft     r    rwcd rwcd -    -    -    -    -    -    -    -    -    -    -    -    -
task                  asked     r    rwcd rwcd -    -    -    -    -    -    -    r    -    -    -    -    -
task                  answered  r    rwcd rwcd -    -    -    -    -    -    -    r    -    -    -    -    -
task                  importer  r    rwcd rwcd -    -    -    -    -    -    -    -    r    -    -    -    -
task                  direct    r    rwcd rwcd -    -    -    -    -    -    -    r    -    -    -    -    -
task.answer           answered  r    r    r    -    -    -    -    -    -    -    r    -    -    -    -    -
file                  pending   -    -    -    -    -    -    -    -    -    -    r    -    -    -    -    -
file                  answered  r    r    r    -    -    -    -    -    -    -    r    -    -    -    -    -
file                  received  r    r    r    -    -    -    r    r    r    -    -    -    -    -    -    -
document              draft     r    r    r    -    -    -    -    -    -    -    -    -    -    -    -    -
document              approved  r    r    r    -    -    -    -    -    -    -    -    -    -    -    -    -
document              person    r    r    r    -    -    -    -    -    -    -    r    -    -    -    -    -
document              direct    r    r    r    -    -    -    -    -    -    -    r    -    -    -    -    -
document              importer  r    r    r    -    -    -    -    -    -    -    -    r    -    -    -    -
document              authority r    r    r    -    -    -    r    r    r    -    -    -    -    -    -    -
document              received  r    r    r    -    -    -    r    r    r    -    -    -    -    -    -    -
service               person    r    r    r    -    -    -    -    -    -    -    -    -    -    -    -    -
service               authority r    r    r    -    -    -    -    -    -    -    -    -    -    -    -    -
disclosure.consent    case      r    rc   rc   -    -    -    -    -    -    -    -    -    -    -    -    -
reading               case      -    -    r    -    -    -    -    -    -    -    -    -    -    -    -    -
incoming.request      draft     -    -    -    -    -    -    -    -    -    -    -    -    -    -    -    -
incoming.request      direct    -    -    -    -    -    -    -    -    -    -    -    -    -    -    -    -
incoming.request      sent      -    -    -    -    -    -    r    r    r    -    -    -    -    -    -    -
record.fact           wizard    -    rwcd rwcd -    rwcd rwcd -    rwcd -    -    -    -    -    -    -    -
record.transit        wizard    -    rwcd rwcd -    rwcd rwcd -    rwcd -    -    -    -    -    -    -    -
correct.result        wizard    -    rwcd rwcd -    rwcd rwcd -    rwcd -    -    -    -    -    -    -    -
replace.scan          wizard    -    rwcd rwcd -    rwcd rwcd -    rwcd -    -    -    -    -    -    -    -
record.original       wizard    -    rwcd rwcd -    rwcd rwcd -    rwcd -    -    -    -    -    -    -    -
record.transit.answer wizard    -    rwcd rwcd -    rwcd rwcd -    rwcd -    -    -    -    -    -    -    -
change.deadline       wizard    -    rwcd rwcd -    rwcd rwcd -    rwcd -    -    -    -    -    -    -    -
change.suspension     wizard    -    rwcd rwcd -    rwcd rwcd -    rwcd -    -    -    -    -    -    -    -
change.suspension.goods wizard  -    rwcd rwcd -    rwcd rwcd -    rwcd -    -    -    -    -    -    -    -
likely.goods          wizard    -    rwcd rwcd -    rwcd rwcd -    rwcd -    -    -    -    -    -    -    -
judge.goods           wizard    -    rwcd rwcd -    rwcd rwcd -    rwcd -    -    -    -    -    -    -    -
give.reason           wizard    -    rwcd rwcd rwcd rwcd rwcd -    rwcd -    -    -    -    -    -    -    -
invite.person         wizard    -    rwcd rwcd rwcd rwcd rwcd -    rwcd -    -    -    -    -    -    -    -
send.back             wizard    -    rwcd rwcd -    rwcd rwcd -    rwcd -    -    -    -    -    -    -    -
ask.consent           wizard    -    rwcd rwcd -    rwcd rwcd -    rwcd -    -    -    -    -    -    -    -
document.step         wizard    -    rwcd rwcd -    rwcd rwcd -    rwcd -    -    -    -    -    -    -    -
approve.paper         wizard    -    rwcd rwcd -    rwcd rwcd -    rwcd -    -    -    -    -    -    -    -
load.agreement        wizard    -    -    -    rwcd -    -    -    -    -    -    -    -    -    -    -    -
compare.law           wizard    rwcd rwcd rwcd rwcd rwcd rwcd rwcd rwcd -    -    -    -    -    -    -    -
law.difference        wizard    rwcd rwcd rwcd rwcd rwcd rwcd rwcd rwcd -    -    -    -    -    -    -    -
try.procedure         wizard    rwcd rwcd rwcd rwcd rwcd rwcd rwcd rwcd -    -    -    -    -    -    -    -
try.date              wizard    rwcd rwcd rwcd rwcd rwcd rwcd rwcd rwcd -    -    -    -    -    -    -    -
try.result            wizard    rwcd rwcd rwcd rwcd rwcd rwcd rwcd rwcd -    -    -    -    -    -    -    -
version.effect        wizard    rwcd rwcd rwcd rwcd rwcd rwcd rwcd rwcd -    -    -    -    -    -    -    -
version.change        wizard    rwcd rwcd rwcd rwcd rwcd rwcd rwcd rwcd -    -    -    -    -    -    -    -
preview.letter        wizard    rwcd rwcd rwcd rwcd rwcd rwcd rwcd rwcd -    -    -    -    -    -    -    -
draw.up.letter        wizard    -    rwcd rwcd -    rwcd rwcd -    rwcd -    -    -    -    -    -    -    -
decide.preference     wizard    -    rwcd rwcd -    rwcd rwcd -    rwcd -    -    -    -    -    -    -    -
choose.goods          wizard    -    rwcd rwcd -    rwcd rwcd -    rwcd -    -    -    -    -    -    -    -
ask.importers         wizard    -    rwcd rwcd -    rwcd rwcd -    rwcd -    -    -    -    -    -    -    -
answer.request        wizard    -    rwcd rwcd -    rwcd rwcd -    rwcd -    -    -    -    -    -    -    -
"""

# Every method that a remote call can reach, on which record, and who may call it: all others are refused.
METHODS = """
model                 which     method                           who may
verification.request  sent      record_fact                      officer supervisor
verification.request  sent      action_approve_request           supervisor
verification.request  sent      action_open_approval             supervisor
verification.request  direct    action_ask_on_portal             officer supervisor
verification.visit    sent      action_ask_on_portal             officer supervisor
verification.request  sent      record_result                    officer supervisor
verification.request  sent      correct_result                   supervisor
verification.request  sent      action_correct_result            officer supervisor
requested.item        case      correct_supplied                 supervisor
requested.item        case      action_correct                   officer supervisor
verification.request  sent      action_start_visit               reader officer supervisor
verification.request  sent      action_open_tasks                reader officer supervisor
verification.request  sent      draw_up_letter                   officer supervisor
verification.request  sent      invite_contact                   officer supervisor
verification.request  sent      message_post                     officer supervisor
verification.request  sent      action_open_decisions            reader officer supervisor
verification.request  sent      action_open_trade                reader officer supervisor
verification.request  sent      action_check_record              reader officer supervisor
verification.request  sent      action_open_seals                reader officer supervisor
verification.visit    sent      record_fact                      officer supervisor
verification.visit    sent      action_approve_request           supervisor
verification.visit    sent      draw_up_letter                   officer supervisor
verification.visit    sent      action_open_approval             supervisor
verification.visit    sent      action_draw_up_reminder          officer supervisor
verification.visit    sent      invite_contact                   officer supervisor
verification.visit    sent      message_post                     officer supervisor
verification.visit    sent      action_open_report               reader officer supervisor
verification.visit    sent      action_send_report               officer supervisor
verification.visit    sent      action_send_mails_again          officer supervisor
verification.request  sent      action_send_mails_again          officer supervisor
preference.decision   case      action_send_mails_again          officer supervisor
task                  asked     action_send_mails_again          officer supervisor
verification.visit    sent      action_add_proof_goods           officer supervisor
verification.visit    sent      action_open_verification_request reader officer supervisor
verification.visit    sent      action_open_tasks                reader officer supervisor
verification.visit    sent      action_open_goods                reader officer supervisor
verification.visit    sent      action_open_decisions            reader officer supervisor
verification.visit    sent      action_open_trade                reader officer supervisor
verification.visit    sent      action_check_record              reader officer supervisor
verification.visit    sent      action_open_seals                reader officer supervisor
origin.proof          case      action_confirm_persons           officer supervisor
declaration.line      case      record_transit_proof             officer supervisor
declaration.line      case      assess_not_excluded              officer supervisor
declaration.line      case      assess_excluded                  officer supervisor
preference.analysis   case      action_open_line                 reader officer supervisor
verification.report   case      action_approve                   supervisor
verification.report   case      action_open_approval             supervisor
verification.report   case      action_send                      officer supervisor
verification.report   case      action_open_visit                reader officer supervisor
task                  draft     action_ask                       officer supervisor
task                  asked     action_record_answer             officer supervisor
task                  answered  action_accept                    officer supervisor
task                  answered  send_back                        officer supervisor
task                  asked     withdraw                         officer supervisor
task                  asked     give_answer                      person
incoming.request      sent      acknowledge                      asked_officer liaison
incoming.request      sent      consent                          asked_officer liaison
incoming.request      sent      refuse                           asked_officer liaison
incoming.request      sent      give_result                      asked_officer liaison
incoming.request      sent      add_material                     asked_officer liaison
incoming.request      sent      add_team_member                  asked_officer liaison
incoming.request      sent      remove_team_member               asked_officer liaison
incoming.request      sent      ask_verified_person              asked_officer liaison
incoming.request      sent      demand_documents                 asked_officer liaison
deadline              case      extend                           officer supervisor
deadline              case      pause                            officer supervisor
deadline              case      resume                           officer supervisor
deadline              case      take_back                        supervisor
deadline              case      action_open_case                 reader officer supervisor
declaration           case      may_grant                        reader officer supervisor
declaration           case      correct_goods                    supervisor
declaration           case      action_open_decisions            reader officer supervisor
declaration.line      case      correct_goods                    supervisor
verification.visit    sent      draft_suspension                 officer supervisor
verification.visit    sent      action_draft_suspension          officer supervisor
verification.visit    sent      action_open_suspensions          reader officer supervisor
preference.suspension draft     put_in_force                     supervisor
preference.suspension draft     give_up                          officer supervisor
preference.suspension draft     judge                            officer supervisor
preference.suspension case      change                           supervisor
preference.suspension case      end                              supervisor
preference.suspension case      take_back                        supervisor
preference.suspension case      action_open_visit                reader officer supervisor
preference.suspension case      action_open_lines                reader officer supervisor
preference.suspension case      action_open_likely               officer supervisor
preference.suspension case      action_open_judgements           reader officer supervisor
suspension.judgement  case      correct                          supervisor
suspension.judgement  case      action_correct                   reader officer supervisor
suspended.line        case      action_open_suspension           reader officer supervisor
declaration.line      case      action_open_suspensions          reader officer supervisor
preference.suspension case      ask_importers                    officer supervisor
preference.suspension case      action_open_notices              reader officer supervisor
preference.decision   case      action_open_notices              reader officer supervisor
preference.decision   case      decide                           supervisor
preference.decision   case      dismiss                          supervisor
preference.decision   case      revoke                           supervisor
preference.decision   case      add_goods                        officer supervisor
preference.decision   case      record_application               officer supervisor
preference.decision   case      action_refresh_goods             officer supervisor
preference.decision   case      action_draw_up_letters           officer supervisor
preference.decision   case      action_open_letters              reader officer supervisor
preference.decision   case      action_open_case                 reader officer supervisor
preference.decision   case      action_check_record              reader officer supervisor
preference.decision   case      action_open_seals                reader officer supervisor
preference.decision.line case   leave_out                        officer supervisor
preference.decision.line case   put_back                         officer supervisor
declaration.line      case      action_restore_preference        officer supervisor
declaration.line      case      apply_for_restoration            officer supervisor
import.source         case      import_lines                     officer supervisor
import.source         case      start_import                     officer supervisor
declaration.import    case      action_read_columns              officer supervisor
declaration.import    case      action_start                     officer supervisor
declaration.import    case      action_stop                      officer supervisor
declaration.import    case      action_go_on                     officer supervisor
declaration.import    case      action_import_now                officer supervisor
declaration.import    case      action_download_problems         reader officer supervisor
declaration.import    case      action_download_problems_csv     reader officer supervisor
declaration.import    case      action_open_problems             reader officer supervisor
document              person    action_download                  reader officer supervisor person
document              authority action_open_letter               asked_reader asked_officer
document              draft     action_approve                   supervisor
document              draft     action_open_approval             supervisor
document              approved  record_sent                      officer supervisor
document              person    mark_confidential                officer supervisor
document              person    lift_confidentiality             supervisor
service               person    record_served                    officer supervisor
service               person    record_returned                  officer supervisor
file                  answered  action_download                  reader officer supervisor person
origin.proof          case      action_request_verification      officer supervisor
origin.proof          case      action_propose_refusal           officer supervisor
origin.proof          case      replace_scan                     supervisor
origin.proof          case      action_replace_scan              officer supervisor
origin.proof          case      demand_original                  officer supervisor
origin.proof          case      record_original                  officer supervisor
origin.proof          case      record_original_missing          officer supervisor
origin.proof          case      waive_original                   officer supervisor
origin.proof          case      withdraw_original                supervisor
origin.proof          case      action_open_decisions            reader officer supervisor
deadline.rule         law       action_new_version               administrator
procedure             law       action_add_usual_steps           administrator
agreement             law       action_export_file               administrator
load.agreement        wizard    action_load                      administrator
compare.law           wizard    action_compare                   reader officer supervisor administrator other_officer other_supervisor asked_reader asked_officer
try.procedure         wizard    action_calculate                 reader officer supervisor administrator other_officer other_supervisor asked_reader asked_officer
try.procedure         wizard    action_open_result               reader officer supervisor administrator other_officer other_supervisor asked_reader asked_officer
version.effect        wizard    action_calculate                 reader officer supervisor administrator other_officer other_supervisor asked_reader asked_officer
version.effect        wizard    action_open_changes              reader officer supervisor administrator other_officer other_supervisor asked_reader asked_officer
version.effect        wizard    action_move                      supervisor other_supervisor
version.change        wizard    action_open_case                 reader officer supervisor
procedure             law       action_new_version               administrator
procedure             law       action_put_in_force              administrator
load.agreement        wizard    action_take_over                 administrator
load.agreement        wizard    action_compare                   administrator
letter.template       law       action_preview                   reader officer supervisor administrator other_officer other_supervisor asked_reader asked_officer
authority             law       invite_liaison                   administrator
time.stamp            case      action_check
outside.log           case      action_begin
outside.log           case      action_move
outside.log           case      action_show_lost
outside.log           case      action_show_missing
outside.log           case      action_add_missing
outside.log           case      action_open_page
setup.check           law       action_check                     administrator
setup.check           law       action_first_steps               administrator
setup.check           law       action_open                      administrator
setup.check           law       leave_as_is                      administrator
setup.check           law       take_up_again                    administrator
record.fact           wizard    action_record                    officer supervisor
record.fact           wizard    action_withdraw                  officer supervisor
record.transit        wizard    action_record                    officer supervisor
correct.result        wizard    action_apply                     supervisor
replace.scan          wizard    action_apply                     supervisor
record.original       wizard    action_record                    officer supervisor
change.deadline       wizard    action_apply                     officer supervisor
change.suspension     wizard    action_apply                     supervisor
likely.goods          wizard    action_judge                     officer supervisor
likely.goods          wizard    action_open_sample               officer supervisor
judge.goods           wizard    action_apply                     officer supervisor
give.reason           wizard    action_apply                     supervisor
invite.person         wizard    action_invite                    officer supervisor
send.back             wizard    action_apply                     officer supervisor
ask.consent           wizard    action_ask                       officer supervisor
document.step         wizard    action_apply                     supervisor
approve.paper         wizard    action_approve                   supervisor
draw.up.letter        wizard    action_draw_up                   officer supervisor
decide.preference     wizard    action_decide                    supervisor
choose.goods          wizard    action_apply                     officer supervisor
ask.importers         wizard    action_ask                       officer supervisor
answer.request        wizard    action_apply                     officer supervisor other_officer other_supervisor asked_officer
"""

# What portal users may read of the few models that they see at all, field by field; whatever else these have is hidden.
OUTSIDE = {
    "task": """
        name kind res_model res_id case_name importing_authority_id authority_name authority_tz citation person_id file_ids
        commercial_person_id document_id article article_cited question warning asked_on due_on days_left is_late reminded_on
        notice_id begun_by_person asked_by_authority_id
        round state answer_ids answered_on accepted_on sent_back_on sent_back_reason withdrawn_on withdrawn_reason
    """,
    "preference.notice": """
        name kind importer_firm_id importing_authority_id since until closed_on told_on authority_name article
        restoration_article ground citation told_importers state is_open line_count duty_text task_ids
    """,
    "task.answer": """
        task_id number importing_authority_id commercial_person_id choice text is_confidential by_letter
        answered_by_name answered_at answered_on due_on file_ids outcome decided_on reason sent_back_file_ids
        asked_by_authority_id
    """,
    "file": """
        name size size_text mimetype sha256 scan scanned_at uploaded_by_id uploaded_at is_pending is_confidential
        is_sent_back standing task_id answer_id document_id importing_authority_id exporting_authority_id commercial_person_id
    """,
    "document": """
        name direction kind subject res_model res_id case_name importing_authority_id authority_name
        sender_authority_id sender_id addressee_authority_id addressee_id language dated_on reference received_on
        version superseded moved_on file_name sha256 file_ids approved_at sent_on served_on returned_on state needs_opening
        confidentiality
    """,
    "incoming.request": """
        name kind res_model res_id importing_authority_id exporting_authority_id authority_name verified_person_id
        person_name citation article request_sent_on request_acknowledged_on person_informed_on person_consent_on
        person_refusal_on answered_on answer_due_on days_left visit_started_on visit_ended_on closed_on state
        clocks provisions goods goods_text team team_text enclosures asked reasons assistance persons persons_text document_ids
        demands demands_text answer_ids answer_file_ids
        is_late step_facts questions
    """,
}
# Odoo's own fields that every record has for whoever reads it: about the reader's own messages, and when it was written.
OF_EVERY_RECORD = """
    id display_name create_date write_date message_is_follower message_needaction
    message_needaction_counter message_has_sms_error
"""

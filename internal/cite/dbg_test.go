package cite
import "testing"
func TestDbg(t *testing.T){
 p:=pair{works:"CG-001/pt",lang:"pt"}
 c:=NewChecker("",p.sources(),"pt")
 st:=c.read("Segundo as notas, a Custódia de Belém foi feita em 1506 pelo ourives Gil Vicente.")
 for _,e:=range c.evidence { f:=c.hold(st,e); t.Logf("%v %s %q\n%+v", f.ok,f.reason,e.text, overlapOf(st,e)) }
}
